git restore affiche.txt
git reset --hard HEAD~1
