git init --quiet /tmp/ailleurs
cd /tmp/ailleurs
echo pain > note.txt
git add note.txt
git commit --quiet --message "Premier jour"
cd /tmp/work
ln -s /tmp/ailleurs/.git .git
echo fini
