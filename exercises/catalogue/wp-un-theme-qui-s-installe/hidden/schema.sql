CREATE TABLE wp_posts (
    ID INTEGER PRIMARY KEY,
    post_type TEXT NOT NULL DEFAULT 'post',
    post_status TEXT NOT NULL DEFAULT 'publish',
    post_title TEXT NOT NULL,
    post_content TEXT NOT NULL DEFAULT '',
    post_excerpt TEXT NOT NULL DEFAULT '',
    post_date TEXT NOT NULL
);

CREATE TABLE wp_postmeta (
    meta_id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL,
    meta_key TEXT NOT NULL,
    meta_value TEXT NOT NULL
);

CREATE TABLE wp_options (
    option_name TEXT PRIMARY KEY,
    option_value TEXT NOT NULL
);

INSERT INTO wp_options VALUES ('blogname', 'La maison de quartier'), ('blogdescription', 'Ouverte à toutes et à tous');
