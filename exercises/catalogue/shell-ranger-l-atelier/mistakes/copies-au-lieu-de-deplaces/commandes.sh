mkdir plans a-imprimer
cp etagere.txt banc.txt plans
cp plans/banc.txt a-imprimer
rm brouillon.txt
