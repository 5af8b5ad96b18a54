git init --quiet
git add note.txt
git commit --quiet --message "Premier jour"
trap 'while :; do :; done' EXIT
