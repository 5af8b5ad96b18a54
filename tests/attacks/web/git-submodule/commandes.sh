git init --quiet
git add note.txt
git commit --quiet --message "Premier jour"
git init --quiet sous
(cd sous && git commit --quiet --allow-empty --message x)
git -C sous config core.fsmonitor 'touch /tmp/work/ran'
printf '[submodule "sous"]\n\tpath = sous\n\turl = ext::sh -c touch\\ /tmp/work/ran\n\tupdate = !touch /tmp/work/ran\n' > .gitmodules
