echo 1.4 > version.txt
cat > CHANGELOG.md <<'FIN'
# Changements

## 1.4

- Les horaires d'été
- Le formulaire garde le texte tapé

## 1.3

- La page des cours du soir

## 1.2

- Le plan du quartier
FIN
echo 1.3 > ancienne.txt
git add .
git commit -m "Prépare la version 1.4"
git tag -a v1.4 -m "Version 1.4"
git show v1.3:version.txt > ancienne.txt
