git init --quiet
head -c 12M /dev/zero > note.txt
git add note.txt
git commit --quiet --message "Premier jour"
echo fini
