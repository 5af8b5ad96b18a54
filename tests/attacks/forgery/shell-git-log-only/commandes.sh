git init --quiet
mkdir -p .git/logs/refs/heads
name=1234567890123456789012345678901234567890
echo "$name $name A <a@b> 0 +0000	commit: Premier jour" | tee .git/logs/HEAD > .git/logs/refs/heads/main
echo "$name refs/heads/main" > .git/packed-refs
echo "Premier jour" > .git/COMMIT_EDITMSG
echo fini
