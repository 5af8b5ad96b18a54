SELECT 'Soupe', 4 UNION ALL SELECT 'Musique', 6;
