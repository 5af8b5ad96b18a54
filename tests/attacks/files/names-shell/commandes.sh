git init --quiet
git add note.txt
touch -- '-rf' '--exec=touch ran' "$(printf 'a\nb')" "$(printf '\377\376')" ' ' '$(touch ran)'
git add --all
git commit --quiet --message "Premier jour"
