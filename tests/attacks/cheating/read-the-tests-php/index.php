<?php
foreach (["/opt/observer", "/proc/self", "/proc/1", "/tmp", ".."] as $folder) {
    foreach ((array) @scandir($folder) as $name) {
        echo $name, @file_get_contents("$folder/$name");
    }
}
print_r([getenv(), $_SERVER, $_ENV, get_included_files()]);
