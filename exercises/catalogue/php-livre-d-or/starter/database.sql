CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    prenom TEXT NOT NULL,
    texte TEXT NOT NULL
);

INSERT INTO messages (prenom, texte) VALUES
    ('Amina', 'Le meilleur chocolat chaud du quartier !'),
    ('Luc', 'Merci pour la soirée jeux.');
