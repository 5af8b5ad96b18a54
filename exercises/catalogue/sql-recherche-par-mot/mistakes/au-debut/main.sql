SELECT nom FROM ateliers WHERE nom LIKE 'u%' AND jour IN ('mardi', 'jeudi') ORDER BY nom;
