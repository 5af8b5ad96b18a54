CREATE TABLE adherents (id INTEGER PRIMARY KEY, nom VARCHAR(40) NOT NULL);
CREATE TABLE clubs (id INTEGER PRIMARY KEY, nom VARCHAR(40) NOT NULL);
INSERT INTO adherents VALUES (1, 'Awa'), (2, 'Luis'), (3, 'Nora');
INSERT INTO clubs VALUES (1, 'Chorale'), (2, 'Échecs');
