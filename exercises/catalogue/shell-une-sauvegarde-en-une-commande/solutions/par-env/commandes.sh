chmod +x sauvegarder.sh
bash sauvegarder.sh
