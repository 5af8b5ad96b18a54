CREATE TABLE membres (id INTEGER PRIMARY KEY, nom VARCHAR(40) NOT NULL);
CREATE TABLE produits (id INTEGER PRIMARY KEY, nom VARCHAR(40) NOT NULL, centimes INTEGER NOT NULL);
CREATE TABLE achats (id INTEGER PRIMARY KEY, membre_id INTEGER NOT NULL REFERENCES membres (id), produit_id INTEGER NOT NULL REFERENCES produits (id), quantite INTEGER NOT NULL);
INSERT INTO membres VALUES (1, 'Awa'), (2, 'Luis'), (3, 'Nora');
INSERT INTO produits VALUES (1, 'Riz', 200), (2, 'Miel', 650), (3, 'Lait', 110);
INSERT INTO achats VALUES (1, 1, 1, 3), (2, 1, 2, 1), (3, 2, 3, 4);
