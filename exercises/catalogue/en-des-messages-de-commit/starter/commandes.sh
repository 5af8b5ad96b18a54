# Écrivez vos commandes ici, une par ligne.
git status
