git merge prix
printf 'Fête du quartier\nGoûter : samedi, 2 euros\nEntrée libre\n' > affiche.txt
git add affiche.txt
git commit --no-edit
git branch -d prix
