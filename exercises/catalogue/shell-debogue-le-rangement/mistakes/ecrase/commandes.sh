mkdir -p photos
mv *.jpg photos
echo "Fête du quartier" > photos/lisez-moi.txt
echo "Juin" > photos/lisez-moi.txt
