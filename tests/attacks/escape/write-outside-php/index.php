<?php
foreach (["/etc/x", "/opt/observer/x", "/usr/x", "/x", "/proc/sys/kernel/core_pattern", "/dev/shm/x"] as $path) {
    if (@file_put_contents($path, "x")) {
        echo "PASSED";
    }
}
