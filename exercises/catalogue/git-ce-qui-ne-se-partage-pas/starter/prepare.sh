git init --quiet --initial-branch main
printf '<h1>Bonjour</h1>\n' > page.html
printf 'MOT_DE_PASSE=exemple\n' > secret.env
printf 'tout va bien\n' > debug.log
git add page.html secret.env debug.log
git commit --quiet --message "Commence le site"
