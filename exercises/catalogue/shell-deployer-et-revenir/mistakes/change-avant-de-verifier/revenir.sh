#!/bin/bash
set -euo pipefail

if [ ! -s precedent.txt ]; then
  echo "Il n'y a pas de version d'avant." >&2
  exit 1
fi
ln -sfn "$(cat precedent.txt)" actuel
echo "Retour à $(basename "$(readlink actuel)")"
