git init --quiet
git add note.txt
git commit --quiet --message Autre
a=$(git rev-parse HEAD)
git commit --quiet --amend --message "Premier jour"
b=$(git rev-parse HEAD)
o=.git/objects
cp -f $o/${b:0:2}/${b:2} $o/${a:0:2}/${a:2}
echo $a > .git/refs/heads/main
echo fini
