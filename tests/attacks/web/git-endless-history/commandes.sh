git init --quiet
awk 'BEGIN { for (i = 1; i <= 100000; i++) print "commit refs/heads/main\ncommitter A <a@b> " i " +0000\ndata 2\nx\n" }' | git fast-import --quiet
echo fini
