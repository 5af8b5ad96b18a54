git init --quiet
git add note.txt
git commit --quiet --message "Premier jour"
setsid sh -c 'sleep 1; while :; do git commit --quiet --allow-empty --message Encore; done' > /dev/null 2>&1 < /dev/null &
sleep 0.1
