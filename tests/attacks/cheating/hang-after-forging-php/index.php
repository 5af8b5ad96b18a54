<?php
echo "<h1>Bienvenue</h1>42";
while (ob_get_level()) {
    ob_end_flush();
}
flush();
while (true) {
}
