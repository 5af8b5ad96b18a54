grep -v absent presences.txt | sort | uniq > noms.txt
wc -l noms.txt > total.txt
