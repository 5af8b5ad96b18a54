SELECT prets.personne, livres.titre
FROM prets
JOIN livres ON livres.id = prets.livre_id
WHERE prets.rendu_le = NULL
ORDER BY prets.personne;
