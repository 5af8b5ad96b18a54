CREATE TABLE concerts (
    id INT AUTO_INCREMENT PRIMARY KEY,
    titre VARCHAR(120) NOT NULL,
    jour DATE NOT NULL,
    places INT NOT NULL
) CHARACTER SET utf8mb4;

INSERT INTO concerts (titre, jour, places) VALUES
    ('Nuit des voix', '2027-06-21', 200),
    ('Fête de la Saint-Jean', '2025-06-24', 80),
    ('Jazz & thé', '2027-03-14', 40);
