CREATE TABLE ateliers (
    id INTEGER PRIMARY KEY,
    titre TEXT NOT NULL,
    places INTEGER NOT NULL,
    code_du_portail TEXT NOT NULL DEFAULT ''
);

INSERT INTO ateliers VALUES (1, 'Vélo', 6, '4821'), (2, 'Conte', 15, '4821');
