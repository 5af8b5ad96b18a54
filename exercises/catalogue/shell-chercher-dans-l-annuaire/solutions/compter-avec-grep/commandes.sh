grep Lilas annuaire.txt > lilas.txt
grep -c '' annuaire.txt > combien.txt
sort annuaire.txt > range.txt
