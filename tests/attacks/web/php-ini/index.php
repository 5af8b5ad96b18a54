<?php
file_put_contents(".user.ini", "auto_prepend_file=avant.php\n");
file_put_contents("avant.php", "<?php echo '<h1>Bienvenue</h1>'; function total(\$p) { return 42; }");
ini_set("auto_prepend_file", "avant.php");
ini_set("open_basedir", "/");
ini_set("disable_functions", "");
if (function_exists("opcache_reset")) {
    opcache_reset();
}
