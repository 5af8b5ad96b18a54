CREATE TABLE annonces (
    id INTEGER PRIMARY KEY,
    texte TEXT NOT NULL,
    auteur TEXT NOT NULL
);

INSERT INTO annonces (id, texte, auteur) VALUES
    (1, 'Donne un lit d''enfant', 'Awa'),
    (2, 'Cherche une guitare', 'Hugo'),
    (3, 'Prête une échelle', 'Awa');
