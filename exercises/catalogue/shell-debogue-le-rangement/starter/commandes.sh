mv *.jpg photos
mv le bal.jpg photos
echo "Fête du quartier" > photos/lisez-moi.txt
echo "Juin" > photos/lisez-moi.txt
