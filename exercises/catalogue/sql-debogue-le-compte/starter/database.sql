CREATE TABLE livres (id INTEGER PRIMARY KEY, titre VARCHAR(60) NOT NULL, rayon VARCHAR(30) NOT NULL, annee INTEGER);
CREATE TABLE prets (id INTEGER PRIMARY KEY, livre_id INTEGER NOT NULL REFERENCES livres (id), personne VARCHAR(40) NOT NULL, rendu_le DATE);
INSERT INTO livres VALUES (1, 'Le potager', 'Nature', 2015), (2, 'Cuisine du monde', 'Cuisine', 2019), (3, 'Oiseaux', 'Nature', 2021), (4, 'Contes', 'Enfants', NULL), (5, 'Soupes', 'Cuisine', 2022);
INSERT INTO prets VALUES (1, 1, 'Awa', '2026-03-02'), (2, 3, 'Luis', NULL), (3, 1, 'Nora', NULL), (4, 2, 'Awa', NULL);
