// Votre code ici.
