git init --quiet
git add note.txt
git commit --quiet --message "Premier jour"
rm note.txt
ln -s /etc/passwd note.txt
mkfifo tube
ln -s /dev/zero zeros
git add --all
git commit --quiet --amend --no-edit
echo fini
