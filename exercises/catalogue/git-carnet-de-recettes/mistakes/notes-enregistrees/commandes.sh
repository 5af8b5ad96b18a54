git init
git add .
git commit -m "Ajoute deux recettes"
echo "notes.txt" > .gitignore
git add .
git commit -m "Ignore les notes"
