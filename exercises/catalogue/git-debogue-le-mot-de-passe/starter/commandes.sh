# Écrivez vos commandes ici, une par ligne.
git log --oneline
git show --stat
