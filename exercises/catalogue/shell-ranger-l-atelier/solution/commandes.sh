mkdir plans a-imprimer
mv etagere.txt banc.txt plans
cp plans/banc.txt a-imprimer
rm brouillon.txt
