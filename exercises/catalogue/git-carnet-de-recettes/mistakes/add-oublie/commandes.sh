git init
git commit -m "Ajoute deux recettes"
echo "notes.txt" > .gitignore
git commit -m "Ignore les notes"
