git restore affiche.txt
git revert --no-edit HEAD
