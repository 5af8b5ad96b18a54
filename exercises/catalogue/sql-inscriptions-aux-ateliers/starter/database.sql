-- Les ateliers de l'association. Ce fichier prépare la base : vous ne pouvez pas le changer.
CREATE TABLE ateliers (
  id INT AUTO_INCREMENT PRIMARY KEY,
  titre VARCHAR(80) NOT NULL
);

INSERT INTO ateliers (titre) VALUES ('Réparer son vélo'), ('Faire du pain');
