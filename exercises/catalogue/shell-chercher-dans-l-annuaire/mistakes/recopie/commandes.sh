printf 'Noé, 4 rue des Lilas\nAwa, 12 rue des Lilas\nInès, 7 rue des Lilas\n' > lilas.txt
printf '7\n' > combien.txt
sort annuaire.txt > range.txt
