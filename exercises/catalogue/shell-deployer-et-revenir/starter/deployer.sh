#!/bin/bash
set -euo pipefail
# Le dossier reçu est dans "$1", le nom de la version dans "$2".
