CREATE TABLE membres (
    id INTEGER PRIMARY KEY,
    prenom TEXT NOT NULL,
    telephone TEXT NOT NULL,
    role TEXT NOT NULL
);

INSERT INTO membres VALUES
    (1, 'Awa', '06 01 02 03 04', 'membre'),
    (2, 'Bilal', '', 'tresorier');
