git init --quiet
git add note.txt
git commit --quiet --message "Premier jour"
git config filter.x.clean 'touch ran'
git config filter.x.smudge 'touch ran'
git config filter.x.required true
echo '* filter=x' > .git/info/attributes
touch note.txt
echo fini
