git reset --soft HEAD~1
git restore --staged acces.env
echo '*.env' > .gitignore
git add .gitignore
git commit -m "Ajoute la page de contact"
