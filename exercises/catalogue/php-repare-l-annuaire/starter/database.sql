CREATE TABLE membres (
    id INTEGER PRIMARY KEY,
    nom TEXT NOT NULL,
    quartier TEXT NOT NULL,
    telephone TEXT NOT NULL,
    visible INTEGER NOT NULL
);

INSERT INTO membres (nom, quartier, telephone, visible) VALUES
    ('Amina Diallo', 'Les Lilas', '06 00 00 00 01', 1),
    ('Hugo Petit', 'L''Orme', '06 00 00 00 02', 1),
    ('<b>Zoé</b> Martin', 'La Gare', '06 00 00 00 03', 1),
    ('Paul Caché', 'Les Lilas', '06 00 00 00 04', 0);
