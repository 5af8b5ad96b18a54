CREATE TABLE participations (
  adherent_id INTEGER NOT NULL REFERENCES adherents (id),
  club_id INTEGER NOT NULL REFERENCES clubs (id),
  depuis DATE NOT NULL,
  PRIMARY KEY (club_id, adherent_id)
);
