SELECT prets.personne, livres.titre
FROM prets
JOIN livres ON livres.id = prets.livre_id
ORDER BY prets.personne;
