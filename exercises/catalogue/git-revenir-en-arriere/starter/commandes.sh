# Écrivez vos commandes ici, une par ligne.
git status
git log --oneline
