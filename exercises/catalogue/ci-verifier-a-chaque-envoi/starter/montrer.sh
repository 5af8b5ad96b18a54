# Montre le fichier tel qu’il est.
cat verifier.yml
