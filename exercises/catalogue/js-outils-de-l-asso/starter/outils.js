// Exportez vos deux fonctions ici.
