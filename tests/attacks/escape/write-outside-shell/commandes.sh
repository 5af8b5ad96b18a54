for path in /x /etc/x /usr/bin/git /opt/observer/x /proc/sysrq-trigger; do
    { echo x > $path; } 2> /dev/null && echo PASSED
done
