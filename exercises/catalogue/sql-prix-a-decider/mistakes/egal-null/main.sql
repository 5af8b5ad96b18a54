SELECT nom FROM ateliers WHERE prix = NULL ORDER BY nom;
