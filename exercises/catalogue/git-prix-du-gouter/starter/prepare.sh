# Prépare le dossier : une affiche, et deux branches qui en ont changé la même ligne.
git init --quiet --initial-branch main
printf 'Fête du quartier\nGoûter\nEntrée libre\n' > affiche.txt
git add affiche.txt
git commit --quiet --message "Commence l’affiche"

git switch --quiet --create prix
printf 'Fête du quartier\nGoûter : 2 euros\nEntrée libre\n' > affiche.txt
git commit --quiet --all --message "Annonce le prix"

git switch --quiet main
printf 'Fête du quartier\nGoûter : samedi\nEntrée libre\n' > affiche.txt
git commit --quiet --all --message "Annonce le jour"
