git init --quiet --initial-branch main
printf 'Menu du jour\nSoupe de potiron\n' > menu.txt
git add menu.txt
git commit --quiet --message "Commence le menu"
