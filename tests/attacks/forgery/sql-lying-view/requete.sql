ALTER TABLE stands RENAME TO vrais;
CREATE VIEW stands AS SELECT 1 AS id, 'Soupe' AS nom, 4 AS places UNION ALL SELECT 3, 'Musique', 6;
SELECT nom, places FROM stands ORDER BY places;
