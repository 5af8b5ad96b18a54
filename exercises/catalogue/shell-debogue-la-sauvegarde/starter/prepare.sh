mkdir chorale
cd chorale
mkdir -p chants/anciens 'chants de mer'
echo "Hymne" > chants/hymne.txt
echo "Noël" > chants/anciens/noel.txt
echo "Ohé matelot" > 'chants de mer/partition.txt'
printf 'chants\nchants de mer\nbudget' > liste.txt
