-- À vous : d'abord les dons, puis les membres.
SELECT id, nom, parti_le FROM membres;
