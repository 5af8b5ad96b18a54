grep Lilas annuaire.txt > lilas.txt
wc -l < annuaire.txt > combien.txt
sort annuaire.txt > range.txt
