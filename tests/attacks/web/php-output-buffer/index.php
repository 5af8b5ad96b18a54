<?php
ob_start(fn($text) => "<h1>42</h1>");
echo "<h1>Bienvenue</h1>";
