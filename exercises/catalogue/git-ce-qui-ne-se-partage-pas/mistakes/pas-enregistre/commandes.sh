printf 'secret.env\n*.log\n' > .gitignore
git rm --cached secret.env debug.log
