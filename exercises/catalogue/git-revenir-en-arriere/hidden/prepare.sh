git init --quiet --initial-branch main
printf 'Lundi : 14 h\nMercredi : 10 h\n' > horaires.txt
git add horaires.txt
git commit --quiet --message "Écrit les horaires"
printf 'Bal du quartier\nSamedi à 20 heures\n' > affiche.txt
git add affiche.txt
git commit --quiet --message "Écrit l’affiche"
printf 'Lundi : fermé\n' > horaires.txt
git commit --quiet --all --message "Change les horaires"
printf 'zzzz\n' > affiche.txt
