CREATE TABLE sorties (
    id INT PRIMARY KEY,
    titre VARCHAR(80) NOT NULL,
    places INT NOT NULL
) ENGINE = InnoDB;

CREATE TABLE inscrits (
    sortie_id INT NOT NULL,
    nom VARCHAR(80) NOT NULL,
    PRIMARY KEY (sortie_id, nom),
    FOREIGN KEY (sortie_id) REFERENCES sorties (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

INSERT INTO sorties VALUES (1, 'Le tour du lac', 2), (2, 'La forêt de nuit', 0);
