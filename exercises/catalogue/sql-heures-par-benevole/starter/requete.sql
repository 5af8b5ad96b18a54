-- Votre requête :
SELECT nom FROM benevoles;
