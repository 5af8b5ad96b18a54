git restore --source salle programme.txt
git commit -am "Répare la fusion"
