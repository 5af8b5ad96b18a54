# Écrivez vos commandes ici, une par ligne.
git log --oneline --graph
cat programme.txt
