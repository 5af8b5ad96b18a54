#!/bin/bash
numero="${1:-}"
if [ "$numero" = "" ]; then
  echo "Donnez un numéro de version."
  exit 2
fi

mkdir public
for page in site/*.html; do
  if [ "$page" != site/brouillon.html ]; then
    cp "$page" public
  fi
done

sed "s/VERSION/$numero/" site/pied.html > public/pied.html
echo "$numero en ligne" >> journal.txt
