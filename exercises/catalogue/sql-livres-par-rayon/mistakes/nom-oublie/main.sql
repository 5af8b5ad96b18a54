SELECT rayon, COUNT(*)
FROM livres
GROUP BY rayon
HAVING COUNT(*) >= 2
ORDER BY rayon;
