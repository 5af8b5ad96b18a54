git init --quiet
git add note.txt
git commit --quiet --message Autre
a=$(git rev-parse HEAD)
git commit --quiet --amend --message "Premier jour"
b=$(git rev-parse HEAD)
git update-ref refs/heads/main $a
git replace $a $b
echo fini
