SELECT titre
FROM livres
WHERE id NOT IN (SELECT livre_id FROM prets WHERE rendu_le IS NULL)
ORDER BY titre;
