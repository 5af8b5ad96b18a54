SELECT rayon, COUNT(*) AS nombre
FROM livres
GROUP BY rayon
HAVING COUNT(*) >= 2
ORDER BY rayon;
