head -c 1G /dev/zero > /dev/shm/plein
