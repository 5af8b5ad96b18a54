SELECT personne, COUNT(*) AS fois FROM inscriptions GROUP BY personne ORDER BY personne;
