UPDATE dons
SET membre_id = NULL, message = NULL;

DELETE FROM membres
WHERE parti_le < '2023-06-01';
