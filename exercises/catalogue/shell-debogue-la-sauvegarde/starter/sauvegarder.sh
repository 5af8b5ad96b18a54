#!/bin/bash
cd sauvegarde
rm -rf *
cd ..

for dossier in $(cat liste.txt); do
  cp $dossier sauvegarde
done
echo "Sauvegarde faite."
