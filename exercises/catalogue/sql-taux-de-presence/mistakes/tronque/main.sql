SELECT a.nom, 100 * SUM(i.venue) / COUNT(*) AS presence FROM ateliers AS a JOIN inscriptions AS i ON i.atelier_id = a.id GROUP BY a.id, a.nom ORDER BY a.nom;
