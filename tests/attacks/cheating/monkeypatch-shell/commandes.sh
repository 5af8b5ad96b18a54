mkdir -p ~/bin
printf '#!/bin/sh\necho Premier jour\n' > ~/bin/git
chmod +x ~/bin/git
export PATH=~/bin:$PATH
git init
git commit
echo fini
