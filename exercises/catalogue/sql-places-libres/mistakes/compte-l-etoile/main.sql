SELECT a.nom, a.places - COUNT(*) AS libres FROM ateliers AS a LEFT JOIN inscriptions AS i ON i.atelier_id = a.id GROUP BY a.id, a.nom, a.places ORDER BY a.nom;
