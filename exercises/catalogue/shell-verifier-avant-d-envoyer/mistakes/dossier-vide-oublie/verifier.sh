#!/bin/bash
fautes=0

signaler() {
  echo "$1 : $2" >&2
  fautes=1
}

for page in "$1"/*.html; do
  [ -e "$page" ] || { echo "Aucune page dans $1" >&2; continue; }
  nom=$(basename "$page")
  grep -q '<title>[^<]' "$page" || signaler "$nom" "pas de titre"
  if grep -q 'A FAIRE' "$page"; then
    signaler "$nom" "A FAIRE"
  fi
done

if [ "$fautes" -eq 0 ]; then
  echo "Tout est bon."
fi
exit "$fautes"
