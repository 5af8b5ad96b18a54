CREATE TABLE produits (
    id INT AUTO_INCREMENT PRIMARY KEY,
    fiche JSON NOT NULL
);

INSERT INTO produits (fiche) VALUES
    ('{"nom": "Miel", "centimes": 450, "labels": ["bio", "local"], "fleur": "acacia"}'),
    ('{"nom": "Tomates", "centimes": 90, "labels": ["bio"], "saison": "été"}'),
    ('{"nom": "Café", "centimes": 620, "labels": ["bio", "équitable"]}'),
    ('{"nom": "Sel", "centimes": 80}'),
    ('{"nom": "Jus", "centimes": 300, "labels": ["local"]}');
