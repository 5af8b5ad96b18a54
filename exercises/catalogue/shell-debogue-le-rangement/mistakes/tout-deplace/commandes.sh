mkdir -p photos
mv *.jpg *.txt photos
echo "Fête du quartier" > photos/lisez-moi.txt
echo "Juin" >> photos/lisez-moi.txt
