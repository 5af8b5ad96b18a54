printf 'Fête des voisins\nRepas : à 12 h 30, sous le préau\nJeux : dans la cour\n' > programme.txt
git commit -am "Répare la fusion"
