mkdir traces
(cd chorale && bash ../sauvegarder.sh) > traces/sortie-1.txt 2>&1 && code=0 || code=$?; printf '%s' "$code" > traces/code-1.txt
cat traces/sortie-1.txt
mkdir -p chorale/budget chorale/sauvegarde
echo "120" > chorale/budget/2026.txt
echo "hier" > chorale/sauvegarde/vieux.txt
(cd chorale && bash ../sauvegarder.sh) > traces/sortie-2.txt 2>&1 && code=0 || code=$?; printf '%s' "$code" > traces/code-2.txt
cat traces/sortie-2.txt
