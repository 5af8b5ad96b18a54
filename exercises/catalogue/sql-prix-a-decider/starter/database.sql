CREATE TABLE ateliers (id INTEGER PRIMARY KEY, nom VARCHAR(60) NOT NULL, jour VARCHAR(10) NOT NULL, places INTEGER NOT NULL, prix DECIMAL(6, 2));
CREATE TABLE inscriptions (id INTEGER PRIMARY KEY, atelier_id INTEGER NOT NULL REFERENCES ateliers (id), personne VARCHAR(40) NOT NULL, venue INTEGER NOT NULL);
INSERT INTO ateliers VALUES (1, 'Vélo', 'mardi', 3, 0), (2, 'Couture', 'jeudi', 2, 4.50), (3, 'Cuisine', 'mardi', 8, 6), (4, 'Dessin', 'samedi', 5, NULL);
INSERT INTO inscriptions VALUES (1, 1, 'Awa', 1), (2, 1, 'Luis', 0), (3, 2, 'Nora', 1), (4, 2, 'Awa', 1), (5, 3, 'Bao', 1);
