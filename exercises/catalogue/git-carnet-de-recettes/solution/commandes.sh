git init
git add soupe.md tarte.md
git commit -m "Ajoute deux recettes"
echo "notes.txt" > .gitignore
git add .gitignore
git commit -m "Ignore les notes"
