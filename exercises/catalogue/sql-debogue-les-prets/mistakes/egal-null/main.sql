SELECT livres.titre, prets.personne
FROM prets
JOIN livres ON livres.id = prets.livre_id
WHERE prets.rendu_le = NULL
ORDER BY livres.titre;
