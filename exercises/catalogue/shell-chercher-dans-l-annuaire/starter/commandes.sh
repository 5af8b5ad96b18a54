# Écrivez vos commandes ici, une par ligne.
cat annuaire.txt
