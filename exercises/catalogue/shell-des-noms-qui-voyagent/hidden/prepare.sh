printf 'Soupe de courge\nRiz aux légumes\n' > 'Menu du midi.txt'
printf 'Juillet : sortie à la mer\n' > 'Programme Été.txt'
printf '<h1>La cantine</h1>\n' > Index.HTML
