git init --quiet
git add note.txt
git commit --quiet --message "Premier jour"
echo fini
