SELECT titre, annee
FROM livres
WHERE annee >= 2019
ORDER BY annee;
