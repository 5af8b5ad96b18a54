CREATE TABLE comptes (
    id INTEGER PRIMARY KEY,
    nom TEXT NOT NULL,
    courriel TEXT NOT NULL UNIQUE,
    empreinte TEXT NOT NULL
);

-- Les mots de passe : « le chat dort sur le toit » et « trois poires et deux noix ».
INSERT INTO comptes (nom, courriel, empreinte) VALUES
    ('Rose N''Diaye', 'rose@exemple.fr', '$2y$10$eaQXNzyNQrVfxGaB6GJt2eEwg2groffDg0JmXP/MzH0uAA7ATKJpm'),
    ('Tomasz Nowak', 'tomasz@exemple.fr', '$2y$10$G00XmV6a8QnfCsUglMm3p.JcyzacBp/qgJxQUu3ttaY3qaXo5fUwm');
