#!/bin/bash
numero=$1
if [ $numero = "" ]; then
  echo "Donnez un numéro de version."
fi

mkdir public
for page in $(ls site | grep -v brouillon); do
  cp site/$page public
done

sed 's/VERSION/$numero/' public/pied.html > public/pied.html
echo "$numero en ligne" > journal.txt
