mkdir a-imprimer
mv etagere.txt plans
rm brouillon.txt
