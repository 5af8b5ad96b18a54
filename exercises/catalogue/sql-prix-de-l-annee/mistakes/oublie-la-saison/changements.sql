UPDATE produits SET prix = prix + 0.20 WHERE rayon = 'pain';
