git switch -c idee
printf 'Menu du jour\nSoupe de potiron\nCompote\n' > menu.txt
git switch main
