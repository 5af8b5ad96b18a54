-- Les contenus du site, comme on les écrirait dans l'administration.
INSERT INTO wp_posts (ID, post_type, post_status, post_title, post_content, post_excerpt, post_date) VALUES
    (1, 'post', 'publish', 'La fête du printemps', 'Samedi, la rue est à nous.

Venez avec un plat à partager.', 'Un samedi dans la rue.', '2026-03-01 09:00:00'),
    (2, 'post', 'publish', 'Le jardin cherche des bras', 'Dimanche matin, on plante les fèves.', '', '2026-02-20 09:00:00'),
    (3, 'post', 'draft', 'Brouillon secret', 'Pas encore relu.', '', '2026-03-02 09:00:00'),
    (4, 'page', 'publish', 'Nous trouver', '12 rue des Tilleuls.', '', '2026-01-10 09:00:00');
INSERT INTO wp_posts (ID, post_type, post_title, post_content, post_date) VALUES
    (10, 'atelier', 'Vélo', 'On répare.', '2026-01-20 09:00:00'),
    (11, 'atelier', 'Couture', 'On coud.', '2026-01-21 09:00:00'),
    (12, 'atelier', 'Cuisine', 'On goûte.', '2026-01-22 09:00:00'),
    (13, 'atelier', 'Atelier 1', '', '2026-02-01 09:00:00'),
    (14, 'atelier', 'Atelier 2', '', '2026-02-02 09:00:00'),
    (15, 'atelier', 'Atelier 3', '', '2026-02-03 09:00:00'),
    (16, 'atelier', 'Atelier 4', '', '2026-02-04 09:00:00'),
    (17, 'atelier', 'Atelier 5', '', '2026-02-05 09:00:00'),
    (18, 'atelier', 'Atelier 6', '', '2026-02-06 09:00:00'),
    (19, 'atelier', 'Atelier 7', '', '2026-02-07 09:00:00'),
    (20, 'atelier', 'Atelier 8', '', '2026-02-08 09:00:00'),
    (21, 'atelier', 'Atelier 9', '', '2026-02-09 09:00:00');
INSERT INTO wp_postmeta (post_id, meta_key, meta_value) VALUES
    (10, 'jour', '2026-04-04'), (11, 'jour', '2026-04-11'), (11, 'prix', '0'), (12, 'jour', '2026-05-02'), (12, 'prix', '5'),
    (13, 'jour', '2026-04-18'),
    (14, 'jour', '2026-04-17'),
    (15, 'jour', '2026-04-16'),
    (16, 'jour', '2026-04-15'),
    (17, 'jour', '2026-04-14'),
    (18, 'jour', '2026-04-13'),
    (19, 'jour', '2026-04-12'),
    (20, 'jour', '2026-04-11'),
    (21, 'jour', '2026-04-10');
