SELECT prets.personne, livres.titre
FROM prets
JOIN livres ON livres.id = prets.id
WHERE prets.rendu_le IS NULL
ORDER BY prets.personne;
