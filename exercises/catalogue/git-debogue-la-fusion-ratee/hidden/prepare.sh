git init --quiet --initial-branch main
printf 'Fête des voisins\nRepas : à midi\nJeux : dans la cour\n' > programme.txt
git add programme.txt
git commit --quiet --message "Commence le programme"
git switch --quiet --create salle
printf 'Fête des voisins\nRepas : à midi, sous le préau\nJeux : dans la cour, ou en salle quand il pleut\n' > programme.txt
git commit --quiet --all --message "Prévoit la pluie"
git switch --quiet main
printf 'Fête des voisins\nRepas : à 12 h 30\nJeux : dans la cour\n' > programme.txt
git commit --quiet --all --message "Précise l’heure"
git merge --quiet salle > /dev/null 2>&1 || true
printf 'Fête des voisins\n<<<<<<< HEAD\nRepas : à 12 h 30\n=======\nRepas : à midi, sous le préau\n>>>>>>> salle\nJeux : dans la cour\n' > programme.txt
git commit --quiet --all --message "Réunit les deux programmes"
