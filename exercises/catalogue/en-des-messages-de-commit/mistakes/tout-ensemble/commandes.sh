git add .
git commit -m "Fix the link, add the hours, correct a typo"
