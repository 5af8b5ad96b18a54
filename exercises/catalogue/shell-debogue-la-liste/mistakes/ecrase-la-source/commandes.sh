grep -v absent presences.txt | sort | uniq > noms.txt
cp noms.txt presences.txt
wc -l < noms.txt > total.txt
