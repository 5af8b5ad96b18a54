CREATE TABLE membres (
    id INTEGER PRIMARY KEY,
    nom TEXT NOT NULL,
    parti_le TEXT
);

CREATE TABLE dons (
    id INTEGER PRIMARY KEY,
    membre_id INTEGER REFERENCES membres (id),
    donne_le TEXT NOT NULL,
    montant INTEGER NOT NULL,
    message TEXT
);

INSERT INTO membres VALUES
    (1, 'Aïcha', '2021-09-30'),
    (2, 'Bilal', NULL),
    (3, 'Cyril', '2023-05-31'),
    (4, 'Dina', '2023-06-01'),
    (5, 'Elsa', '2025-12-01');

INSERT INTO dons VALUES
    (1, 1, '2020-03-01', 10, 'De la part d''Aïcha'),
    (2, 3, '2022-06-01', 20, NULL),
    (3, 2, '2025-03-01', 30, 'Merci, Bilal'),
    (4, 5, '2025-06-01', 30, 'Elsa'),
    (5, NULL, '2024-06-01', 50, NULL);
