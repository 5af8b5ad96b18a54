CREATE TABLE wp_objets (
    id INTEGER PRIMARY KEY,
    nom TEXT NOT NULL,
    rendu INTEGER NOT NULL DEFAULT 0
);

INSERT INTO wp_objets VALUES (1, 'Un gant rouge', 0), (2, 'Une clé <u>dorée</u>', 0), (3, 'L''écharpe d''Anouk', 0), (4, 'Portefeuille de Mme Roy', 1);

INSERT INTO wp_posts (ID, post_type, post_title, post_content, post_date) VALUES (30, 'page', 'Objets trouvés', '[objets]', '2026-01-01 09:00:00');
