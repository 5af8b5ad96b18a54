cat /dev/zero > plein
