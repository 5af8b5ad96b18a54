-- Le nom et les places des stands qui ont 4 places ou plus.
SELECT nom, places
FROM stands
WHERE places >= 4
ORDER BY places DESC, nom;
