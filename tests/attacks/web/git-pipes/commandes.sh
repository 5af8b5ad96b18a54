git init --quiet
git add note.txt
git commit --quiet --message "Premier jour"
rm .git/index .git/config .git/HEAD
mkfifo .git/index .git/config .git/HEAD
echo fini
