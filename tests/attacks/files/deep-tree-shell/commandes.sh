git init --quiet
git add note.txt
git commit --quiet --message "Premier jour"
for i in $(seq 1 2000); do
    mkdir d && cd d || break
done
echo fini
