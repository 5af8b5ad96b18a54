git init --quiet
git add note.txt
read -r name
git commit
git add --patch
cat
