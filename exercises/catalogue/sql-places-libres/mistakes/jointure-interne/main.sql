SELECT a.nom, a.places - COUNT(i.id) AS libres FROM ateliers AS a JOIN inscriptions AS i ON i.atelier_id = a.id GROUP BY a.id, a.nom, a.places ORDER BY a.nom;
