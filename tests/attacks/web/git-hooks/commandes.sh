git init --quiet
git add note.txt
git commit --quiet --message "Premier jour"
for hook in post-checkout post-index-change pre-commit reference-transaction fsmonitor-watchman; do
    printf '#!/bin/sh\ntouch ran\n' > .git/hooks/$hook
    chmod +x .git/hooks/$hook
done
echo fini
