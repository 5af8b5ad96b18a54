#!/bin/bash
set -euo pipefail

source="$1"
version="$2"

mkdir -p versions
rm -rf "versions/$version.partiel"
cp -r "$source" "versions/$version.partiel"
mv "versions/$version.partiel" "versions/$version"

if [ -L actuel ]; then
  readlink actuel > precedent.txt
fi
ln -sfn "versions/$version" actuel
[ -s actuel/index.html ] || exit 1
echo "En ligne : $version"
