<?php
echo "<h1>Bienvenue</h1>";
die("PASSED");
