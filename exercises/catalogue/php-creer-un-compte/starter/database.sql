CREATE TABLE comptes (
    id INTEGER PRIMARY KEY,
    courriel TEXT NOT NULL UNIQUE,
    empreinte TEXT NOT NULL
);

INSERT INTO comptes (id, courriel, empreinte) VALUES (1, 'rose@exemple.fr', 'une-ancienne-empreinte');
