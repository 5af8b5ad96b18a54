SELECT nom FROM ateliers WHERE COALESCE(prix, 0) = 0 ORDER BY nom;
