SELECT livres.rayon, COUNT(prets.id) AS nombre
FROM livres
JOIN prets ON prets.livre_id = livres.id
GROUP BY livres.rayon
ORDER BY livres.rayon;
