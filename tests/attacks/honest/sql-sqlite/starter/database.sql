CREATE TABLE stands (id INTEGER PRIMARY KEY, nom VARCHAR(30) NOT NULL, places INTEGER NOT NULL);
INSERT INTO stands (id, nom, places) VALUES (1, 'Soupe', 4), (2, 'Livres', 2), (3, 'Musique', 6);
