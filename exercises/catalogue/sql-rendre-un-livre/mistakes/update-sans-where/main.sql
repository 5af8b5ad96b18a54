UPDATE prets
SET rendu_le = '2026-04-10';

DELETE FROM prets
WHERE id = 1;
