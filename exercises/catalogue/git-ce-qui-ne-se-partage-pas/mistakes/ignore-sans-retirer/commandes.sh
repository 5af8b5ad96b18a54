printf 'secret.env\n*.log\n' > .gitignore
git add .gitignore
git commit -m "Laisse les secrets dehors"
