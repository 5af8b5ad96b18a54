echo "[main (root-commit) f2a6849] Premier jour"
echo fini
exit 0
