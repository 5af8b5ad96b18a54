SELECT JSON_VALUE(fiche, '$.nom') AS nom
FROM produits;
