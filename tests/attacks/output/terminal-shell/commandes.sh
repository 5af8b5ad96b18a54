git init --quiet
git add note.txt
git commit --quiet --message "$(printf '\033[31mPremier\033]8;;x\007 jour\342\200\256')"
printf '\033[2J\r\bfini\n'
