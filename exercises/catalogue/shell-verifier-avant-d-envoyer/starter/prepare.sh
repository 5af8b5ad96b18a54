mkdir bon mauvais vide
printf '<!doctype html>\n<title>Le club de marche</title>\n<h1>Bienvenue</h1>\n' > bon/accueil.html
printf '<!doctype html>\n<title>Nous écrire</title>\n' > bon/contact.html
printf '<!doctype html>\n<title>Le club de marche</title>\n<p>A FAIRE : la photo</p>\n' > mauvais/accueil.html
printf '<!doctype html>\n<title></title>\n<p>Nous écrire</p>\n' > mauvais/contact.html
printf '<!doctype html>\n<p>Le plan</p>\n' > 'mauvais/plan du site.html'
printf 'Rien ici.\n' > vide/notes.txt
