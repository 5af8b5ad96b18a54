INSERT INTO wp_posts (ID, post_type, post_title, post_content, post_date) VALUES
    (20, 'page', 'Accueil', '[horaires]', '2026-01-01 09:00:00'),
    (21, 'page', 'La friperie', 'Avant le tableau.

[horaires lieu="friperie" titre="La friperie"]

Après le tableau.', '2026-01-01 09:00:00'),
    (22, 'page', 'La piscine', '[horaires lieu="piscine"]', '2026-01-01 09:00:00'),
    (23, 'page', 'Un essai', '[horaires titre="Le <i>mardi</i>"]', '2026-01-01 09:00:00');
