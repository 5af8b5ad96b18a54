git init --quiet
git add note.txt
git commit --quiet --message "Premier jour"
git init --quiet sous
(cd sous && git commit --quiet --allow-empty --message x)
git -C sous config core.fsmonitor 'touch ran'
printf '[submodule "sous"]\n\tpath = sous\n\turl = ext::sh -c touch\\ ran\n\tupdate = !touch ran\n' > .gitmodules
