UPDATE produits SET prix = 0.20 WHERE rayon = 'pain';
DELETE FROM produits WHERE rayon = 'saison';
