git merge prix
git add affiche.txt
git commit --no-edit
git branch -d prix
