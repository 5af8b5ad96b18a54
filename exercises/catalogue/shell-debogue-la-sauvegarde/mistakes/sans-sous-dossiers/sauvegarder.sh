#!/bin/bash
rm -rf sauvegarde
mkdir sauvegarde
code=0

while IFS= read -r dossier || [ -n "$dossier" ]; do
  mkdir "sauvegarde/$dossier"
  cp "$dossier"/* "sauvegarde/$dossier"
  if [ ! -d "$dossier" ]; then
    echo "Impossible de copier : $dossier" >&2
    code=1
  fi
done < liste.txt

if [ "$code" -eq 0 ]; then
  echo "Sauvegarde faite."
fi
exit "$code"
