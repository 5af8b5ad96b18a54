CREATE TABLE membres (
    id INTEGER PRIMARY KEY,
    nom TEXT NOT NULL,
    courriel TEXT NOT NULL UNIQUE,
    empreinte TEXT NOT NULL
);

CREATE TABLE emprunts (
    id INTEGER PRIMARY KEY,
    membre_id INTEGER REFERENCES membres (id),
    jeu TEXT NOT NULL
);

-- Le mot de passe des deux comptes : « le chat dort sur le toit ».
INSERT INTO membres VALUES
    (1, 'Salomé <Sally> Cohen', 'salome@exemple.fr', '$2y$10$eaQXNzyNQrVfxGaB6GJt2eEwg2groffDg0JmXP/MzH0uAA7ATKJpm'),
    (2, 'Idriss Benali', 'idriss@exemple.fr', '$2y$10$eaQXNzyNQrVfxGaB6GJt2eEwg2groffDg0JmXP/MzH0uAA7ATKJpm');

INSERT INTO emprunts VALUES (1, 1, 'Awalé'), (2, 1, 'Dominos'), (3, NULL, 'Échecs');
