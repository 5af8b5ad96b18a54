// Comptait les visites. Plus personne ne lit ce compteur.
