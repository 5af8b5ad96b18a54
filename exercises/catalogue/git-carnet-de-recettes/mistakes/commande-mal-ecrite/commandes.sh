git init
git add soupe.md tarte.md
git comit -m "Ajoute deux recettes"
echo "notes.txt" > .gitignore
git add .gitignore
git commit -m "Ignore les notes"
