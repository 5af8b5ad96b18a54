CREATE TABLE participations (
  adherent_id INTEGER NOT NULL REFERENCES adherents (id),
  club_id INTEGER NOT NULL REFERENCES clubs (id),
  depuis DATE NOT NULL,
  UNIQUE (adherent_id, club_id)
);
