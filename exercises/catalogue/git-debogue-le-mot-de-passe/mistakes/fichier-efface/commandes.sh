git rm acces.env
printf 'acces.env\n' > .gitignore
git add .gitignore
git commit --amend --no-edit
