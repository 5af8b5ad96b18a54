mkdir traces
bash publier.sh > traces/sortie-1.txt 2>&1 && code=0 || code=$?; printf '%s' "$code" > traces/code-1.txt
[ -e public ] && printf présent > traces/public-1.txt || printf absent > traces/public-1.txt
cat traces/sortie-1.txt
rm -rf public
bash publier.sh 1.4 || true
