# Votre script ici.
