git() {
    echo "[main (root-commit) f2a6849] Premier jour"
}
git init
git add note.txt
git commit --message "Premier jour"
echo fini
