-- Les stands de la fête. Ce fichier prépare la base : vous ne pouvez pas le changer.
CREATE TABLE stands (
  id INTEGER PRIMARY KEY,
  nom TEXT NOT NULL,
  quartier TEXT,
  places INTEGER NOT NULL
);

INSERT INTO stands (id, nom, quartier, places) VALUES
  (1, 'Soupe', 'nord', 6),
  (2, 'Livres', 'sud', 2),
  (3, 'Musique', 'nord', 12),
  (4, 'Couture', NULL, 4),
  (5, 'Jeux', 'sud', 6),
  (6, 'Plantes', 'nord', 0);
