git init --quiet --initial-branch main
printf '<a href="plam.html">The map</a>\n' > contact.html
printf 'The tool libary\n' > README.md
git add contact.html README.md
git commit --quiet --message "Start the site"
printf '<a href="plan.html">The map</a>\n' > contact.html
printf '<h1>Opening hours</h1>\n' > opening-hours.html
printf 'The tool library\n' > README.md
