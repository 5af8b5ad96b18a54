#!/bin/bash
rm -rf sauvegarde
mkdir sauvegarde
code=0

while IFS= read -r dossier || [ -n "$dossier" ]; do
  if ! cp -r "$dossier" sauvegarde; then
    echo "Impossible de copier : $dossier" >&2
  fi
done < liste.txt

if [ "$code" -eq 0 ]; then
  echo "Sauvegarde faite."
fi
exit "$code"
