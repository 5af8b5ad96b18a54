UPDATE prets
SET rendu_le = '2026-04-10'
WHERE id = 3;

DELETE FROM prets
WHERE personne = 'Awa';
