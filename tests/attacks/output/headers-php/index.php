<?php
for ($i = 0; $i < 2000; $i += 1) {
    header("X-$i: \x1b[31m" . str_repeat("é", 200));
}
echo "<h1>Bienvenue</h1>";
