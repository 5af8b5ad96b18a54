git init --quiet
git add note.txt
git commit --quiet --message "Premier jour"
for key in core.fsmonitor core.pager core.editor core.sshCommand credential.helper diff.external; do
    git config $key 'touch ran'
done
git config alias.status '!touch ran'
cp .git/config ~/.gitconfig
echo fini
