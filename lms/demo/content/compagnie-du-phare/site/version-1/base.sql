-- Les dates de la saison, et ce que le public réserve.
CREATE TABLE representations (
  id INT AUTO_INCREMENT PRIMARY KEY,
  titre VARCHAR(120) NOT NULL,
  jour VARCHAR(60) NOT NULL,
  places INT NOT NULL
) DEFAULT CHARSET = utf8mb4;

CREATE TABLE reservations (
  id INT AUTO_INCREMENT PRIMARY KEY,
  representation_id INT NOT NULL,
  nom VARCHAR(80) NOT NULL,
  places INT NOT NULL,
  FOREIGN KEY (representation_id) REFERENCES representations (id)
) DEFAULT CHARSET = utf8mb4;

INSERT INTO representations (titre, jour, places) VALUES
  ('La Tempête à marée basse', 'samedi 12 décembre, 20 h 30', 60),
  ('La Tempête à marée basse', 'dimanche 13 décembre, 16 h', 60),
  ('Contes du gardien', 'mercredi 16 décembre, 15 h', 24);
