-- Les contenus du site, comme on les écrirait dans l'administration.
INSERT INTO wp_posts (ID, post_type, post_status, post_title, post_content, post_excerpt, post_date) VALUES
    (1, 'post', 'publish', 'La fête du printemps', 'Samedi, la rue est à nous.

Venez avec un plat à partager.', 'Un samedi dans la rue.', '2026-03-01 09:00:00'),
    (2, 'post', 'publish', 'Le jardin cherche des bras', 'Dimanche matin, on plante les fèves.', '', '2026-02-20 09:00:00'),
    (3, 'post', 'draft', 'Brouillon secret', 'Pas encore relu.', '', '2026-03-02 09:00:00'),
    (4, 'page', 'publish', 'Nous trouver', '12 rue des Tilleuls.', '', '2026-01-10 09:00:00');

INSERT INTO wp_posts (ID, post_title, post_content, post_date) VALUES (6, 'Un atelier long', 'Un deux trois quatre cinq six sept huit.', '2026-02-01 09:00:00');
INSERT INTO wp_postmeta (post_id, meta_key, meta_value) VALUES (2, 'complet', '1'), (6, 'complet', '0');
