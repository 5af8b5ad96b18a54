SELECT titre
FROM livres
WHERE id IN (SELECT livre_id FROM prets)
ORDER BY titre;
