mkdir -p photos
mv jeux.jpg "le bal.jpg" photos
echo "Fête du quartier" > photos/lisez-moi.txt
echo "Juin" >> photos/lisez-moi.txt
