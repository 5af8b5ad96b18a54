SELECT JSON_VALUE(fiche, '$.nom') AS nom,
       CAST(JSON_VALUE(fiche, '$.centimes') AS INTEGER) AS centimes
FROM produits
WHERE fiche LIKE '%bio%'
  AND CAST(JSON_VALUE(fiche, '$.centimes') AS INTEGER) < 500
ORDER BY centimes;
