ls -la / /opt /opt/observer /tmp .. 2>&1
grep -r "Premier jour" / --exclude-dir=proc --exclude-dir=sys 2> /dev/null | head -c 5000
cat /proc/*/environ /proc/*/cmdline 2> /dev/null | tr "\0" " "
