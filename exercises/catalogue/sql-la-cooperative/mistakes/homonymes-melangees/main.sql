SELECT membres.nom, COALESCE(SUM(achats.quantite * produits.centimes), 0) AS total
FROM membres
LEFT JOIN achats ON achats.membre_id = membres.id
LEFT JOIN produits ON produits.id = achats.produit_id
GROUP BY membres.nom
ORDER BY total DESC, membres.nom;
