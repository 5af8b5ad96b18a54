SELECT 'Dessin' AS nom;
