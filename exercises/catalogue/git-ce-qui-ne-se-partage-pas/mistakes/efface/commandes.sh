printf 'secret.env\n*.log\n' > .gitignore
git rm secret.env debug.log
git add .gitignore
git commit -m "Laisse les secrets dehors"
