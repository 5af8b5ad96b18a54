SELECT titre
FROM livres
WHERE id NOT IN (SELECT livre_id FROM prets)
ORDER BY titre;
