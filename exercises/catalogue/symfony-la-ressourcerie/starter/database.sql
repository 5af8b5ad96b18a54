CREATE TABLE objets (
    id INT AUTO_INCREMENT PRIMARY KEY,
    titre VARCHAR(80) NOT NULL,
    etat VARCHAR(20) NOT NULL,
    donne_par VARCHAR(80) NOT NULL,
    reserve_par VARCHAR(80) NULL
) CHARACTER SET utf8mb4;

INSERT INTO objets (titre, etat, donne_par, reserve_par) VALUES
    ('Lampe & abat-jour', 'neuf', 'Awa', NULL),
    ('Table basse', 'bon', 'Bilal', NULL),
    ('Vélo d''enfant', 'a-reparer', 'Awa', 'Li');
