git init --quiet --initial-branch main
printf '1.2\n' > version.txt
printf '# Changements\n\n## 1.2\n\n- Le plan du quartier\n' > CHANGELOG.md
git add version.txt CHANGELOG.md
git commit --quiet --message "Prépare la version 1.2"
git tag -a v1.2 -m "Version 1.2"
printf '1.3\n' > version.txt
printf '# Changements\n\n## 1.3\n\n- La page des cours du soir\n\n## 1.2\n\n- Le plan du quartier\n' > CHANGELOG.md
git commit --quiet --all --message "Prépare la version 1.3"
git tag -a v1.3 -m "Version 1.3"
