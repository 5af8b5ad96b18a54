SELECT nom
FROM ateliers
WHERE prix IS NULL
ORDER BY nom;
