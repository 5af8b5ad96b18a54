mv 'Menu du midi.txt' menu-du-midi.txt
mv 'Programme Été.txt' programme-ete.txt
mv Index.HTML Index.html
