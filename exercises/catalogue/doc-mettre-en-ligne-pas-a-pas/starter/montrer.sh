# Montre le fichier tel qu’il est.
cat DEPLOIEMENT.md
