git init --quiet --initial-branch main
printf '<h1>Le jardin partagé</h1>\n' > index.html
git add index.html
git commit --quiet --message "Écrit l’accueil"
printf '<h1>Nous écrire</h1>\n' > contact.html
printf 'MOT_DE_PASSE=tournesol-42\n' > acces.env
git add contact.html acces.env
git commit --quiet --message "Ajoute la page de contact"
