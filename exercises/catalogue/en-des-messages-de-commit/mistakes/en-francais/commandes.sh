git add contact.html
git commit -m "Fix the link to the map on the contact page"
git add opening-hours.html
git commit -m "Ajoute les horaires"
git add README.md
git commit -m "Correct a typo in README"
