CREATE TABLE benevoles (
    id INT PRIMARY KEY AUTO_INCREMENT,
    nom VARCHAR(60) NOT NULL
);

CREATE TABLE presences (
    id INT PRIMARY KEY AUTO_INCREMENT,
    benevole_id INT NOT NULL,
    jour DATE NOT NULL,
    heures INT NOT NULL,
    FOREIGN KEY (benevole_id) REFERENCES benevoles (id)
);

INSERT INTO benevoles (nom) VALUES ('Lila'), ('Karim'), ('Inès'), ('Noé');
INSERT INTO presences (benevole_id, jour, heures) VALUES
    (1, '2026-03-02', 2), (1, '2026-03-03', 3), (2, '2026-03-02', 5), (3, '2026-03-02', 4), (3, '2026-03-05', 3);
