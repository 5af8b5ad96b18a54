git reset --hard HEAD~1
