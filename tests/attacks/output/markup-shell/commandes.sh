git init --quiet
git add note.txt
git commit --quiet --message '<script>alert(1)</script>' --author '<img> <img@x>'
git branch '<b>x</b>'
