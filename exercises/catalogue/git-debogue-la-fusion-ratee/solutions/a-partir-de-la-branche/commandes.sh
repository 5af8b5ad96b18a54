git restore --source salle programme.txt
sed -i 's/à midi/à 12 h 30/' programme.txt
git add programme.txt
git commit -m "Répare la fusion"
