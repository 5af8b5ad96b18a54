git rm --cached acces.env
git commit --amend --no-edit
