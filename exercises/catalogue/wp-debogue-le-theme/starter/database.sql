-- Les contenus du site, comme on les écrirait dans l'administration.
INSERT INTO wp_posts (ID, post_type, post_status, post_title, post_content, post_excerpt, post_date) VALUES
    (1, 'post', 'publish', 'La fête du printemps', 'Samedi, la rue est à nous.

Venez avec un plat à partager.', 'Un samedi dans la rue.', '2026-03-01 09:00:00'),
    (2, 'post', 'publish', 'Le jardin cherche des bras', 'Dimanche matin, on plante les fèves.', '', '2026-02-20 09:00:00'),
    (3, 'post', 'draft', 'Brouillon secret', 'Pas encore relu.', '', '2026-03-02 09:00:00'),
    (4, 'page', 'publish', 'Nous trouver', '12 rue des Tilleuls.', '', '2026-01-10 09:00:00');

INSERT INTO wp_posts (ID, post_type, post_title, post_content, post_date) VALUES
    (5, 'post', 'Le "grand" troc', 'Apportez ce que vous ne lisez plus.', '2026-02-10 09:00:00'),
    (10, 'atelier', 'Vélo', '', '2026-01-20 09:00:00'),
    (11, 'atelier', 'Couture', '', '2026-01-21 09:00:00'),
    (12, 'atelier', 'Cuisine', '', '2026-01-22 09:00:00');
INSERT INTO wp_postmeta (post_id, meta_key, meta_value) VALUES (5, 'contact', '<b>Nadir</b>, 06 00 00 00 00');
