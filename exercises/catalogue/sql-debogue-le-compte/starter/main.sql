SELECT livres.rayon, COUNT(*) AS nombre
FROM livres
JOIN prets ON prets.livre_id = livres.id
GROUP BY livres.titre
ORDER BY livres.rayon;
