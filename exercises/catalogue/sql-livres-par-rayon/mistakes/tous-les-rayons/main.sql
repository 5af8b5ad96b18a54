SELECT rayon, COUNT(*) AS nombre
FROM livres
GROUP BY rayon
ORDER BY rayon;
