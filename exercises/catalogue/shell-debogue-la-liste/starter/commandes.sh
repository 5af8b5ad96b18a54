grep absent presences.txt | uniq | sort > noms.txt
wc -l noms.txt > total.txt
