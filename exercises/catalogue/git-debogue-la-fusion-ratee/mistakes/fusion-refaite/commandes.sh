git reset --hard HEAD~1
git merge salle
printf 'Fête des voisins\nRepas : à 12 h 30, sous le préau\nJeux : dans la cour, ou en salle quand il pleut\n' > programme.txt
git commit -am "Répare la fusion"
