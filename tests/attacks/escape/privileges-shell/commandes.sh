for command in "mount -t tmpfs x /mnt" "unshare -Ur true" "chroot / true" "su -c true" "mknod x c 1 3" "setpriv --reuid 0 true"; do
    timeout 1 $command > /dev/null 2>&1 < /dev/null && echo "PASSED $command"
done
