INSERT INTO wp_posts (ID, post_type, post_status, post_title, post_content, post_date) VALUES
    (40, 'page', 'publish', 'Petites annonces', '[annonces]', '2026-01-01 09:00:00'),
    (41, 'page', 'publish', 'La dernière annonce', '[annonces nombre="1"]', '2026-01-01 09:00:00'),
    (50, 'annonce', 'publish', 'Table ronde', 'Quatre chaises avec.', '2026-02-01 09:00:00'),
    (51, 'annonce', 'publish', 'Plants de tomates', 'À <b>donner</b>', '2026-02-02 09:00:00'),
    (52, 'annonce', 'pending', 'En attente', 'Pas encore relue.', '2026-02-03 09:00:00');

INSERT INTO wp_postmeta (post_id, meta_key, meta_value) VALUES (51, 'courriel', 'donneur@exemple.fr');
