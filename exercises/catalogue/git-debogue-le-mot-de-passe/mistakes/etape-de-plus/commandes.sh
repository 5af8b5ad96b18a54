git rm --cached acces.env
printf 'acces.env\n' > .gitignore
git add .gitignore
git commit -m "Retire le mot de passe"
