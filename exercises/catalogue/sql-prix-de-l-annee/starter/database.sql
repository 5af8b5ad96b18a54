CREATE TABLE produits (
    id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    nom TEXT NOT NULL,
    rayon TEXT NOT NULL,
    prix NUMERIC(6, 2) NOT NULL
);

INSERT INTO produits (nom, rayon, prix) VALUES
    ('Baguette', 'pain', 1.20), ('Complet', 'pain', 3.00), ('Flan', 'gateau', 2.50),
    ('Tarte', 'gateau', 4.00), ('Galette', 'saison', 9.00);
