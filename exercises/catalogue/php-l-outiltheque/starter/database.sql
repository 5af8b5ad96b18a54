CREATE TABLE outils (
    id INTEGER PRIMARY KEY,
    nom TEXT NOT NULL,
    emprunte_par TEXT
);

INSERT INTO outils (id, nom, emprunte_par) VALUES
    (1, 'Perceuse', NULL),
    (2, 'Ponceuse', NULL),
    (3, 'Agrafeuse', NULL),
    (4, 'Scie sauteuse', 'Bilal & Co');
