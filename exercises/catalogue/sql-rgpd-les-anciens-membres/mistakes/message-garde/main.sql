UPDATE dons
SET membre_id = NULL
WHERE membre_id IN (SELECT id FROM membres WHERE parti_le < '2023-06-01');

DELETE FROM membres
WHERE parti_le < '2023-06-01';
