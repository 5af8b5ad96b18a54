DELETE FROM dons
WHERE membre_id IN (SELECT id FROM membres WHERE parti_le < '2023-06-01');

DELETE FROM membres
WHERE parti_le < '2023-06-01';
