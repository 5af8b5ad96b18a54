bash sauvegarder.sh
