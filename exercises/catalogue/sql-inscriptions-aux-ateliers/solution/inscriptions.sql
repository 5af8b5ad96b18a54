-- La table des inscriptions.
CREATE TABLE inscriptions (
  id INT AUTO_INCREMENT PRIMARY KEY,
  atelier_id INT NOT NULL,
  courriel VARCHAR(100) NOT NULL,
  places INT NOT NULL DEFAULT 1 CHECK (places >= 1),
  UNIQUE (atelier_id, courriel),
  FOREIGN KEY (atelier_id) REFERENCES ateliers (id) ON DELETE CASCADE
);
