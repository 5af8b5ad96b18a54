SELECT a.nom, ROUND(100.0 * SUM(i.venue) / COUNT(*))
FROM ateliers AS a
JOIN inscriptions AS i ON i.atelier_id = a.id
GROUP BY a.id, a.nom
ORDER BY a.nom;
