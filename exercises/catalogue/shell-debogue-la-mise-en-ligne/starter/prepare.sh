mkdir site
printf '<h1>Le club photo</h1>' > site/index.html
printf '<h1>Nos photos</h1>' > 'site/nos photos.html'
printf '<p>à relire</p>' > site/brouillon.html
printf '<p>Version VERSION</p>' > site/pied.html
printf '1.2 en ligne\n1.3 en ligne\n' > journal.txt
