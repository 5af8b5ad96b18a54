CREATE TABLE livres (
    id INTEGER PRIMARY KEY,
    titre TEXT NOT NULL,
    auteur TEXT NOT NULL
);

INSERT INTO livres (id, titre, auteur) VALUES
    (1, 'Recettes de l''été', 'Carlos Pinto'),
    (2, 'Fables d''ici', 'Yasmine Haddad'),
    (3, 'Le jardin des autres', 'Aminata Sow'),
    (4, 'Vélos & compagnie', 'Maï <Linh> Tran');
