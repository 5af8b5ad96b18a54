SELECT personne, COUNT(*)
FROM inscriptions
GROUP BY personne
HAVING COUNT(*) >= 2
ORDER BY personne;
