SELECT nom FROM ateliers WHERE jour = 'mardi' OR jour = 'jeudi' AND nom LIKE '%u%' ORDER BY nom;
