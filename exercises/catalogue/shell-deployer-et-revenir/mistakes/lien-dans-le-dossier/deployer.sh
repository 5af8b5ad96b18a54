#!/bin/bash
set -euo pipefail

source="$1"
version="$2"

if [ ! -s "$source/index.html" ]; then
  echo "Pas de page d'accueil dans $source : rien ne change." >&2
  exit 1
fi

mkdir -p versions
rm -rf "versions/$version.partiel"
cp -r "$source" "versions/$version.partiel"
mv "versions/$version.partiel" "versions/$version"

if [ -L actuel ]; then
  readlink actuel > precedent.txt
fi
ln -sf "versions/$version" actuel
echo "En ligne : $version"
