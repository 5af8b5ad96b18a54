SELECT benevoles.nom, SUM(presences.heures) AS total
FROM benevoles
LEFT JOIN presences ON presences.benevole_id = benevoles.id
GROUP BY benevoles.id, benevoles.nom
ORDER BY total DESC, benevoles.nom;
