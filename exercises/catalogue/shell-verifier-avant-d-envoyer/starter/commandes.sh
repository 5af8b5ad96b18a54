mkdir codes sorties
for dossier in bon mauvais vide; do
  bash verifier.sh "$dossier" > "sorties/$dossier.txt" 2>&1 && code=0 || code=$?
  sort -o "sorties/$dossier.txt" "sorties/$dossier.txt"
  printf '%s' "$code" > "codes/$dossier.txt"
done
cat sorties/*.txt
