UPDATE produits SET prix = prix + 0.20;
DELETE FROM produits WHERE rayon = 'saison';
