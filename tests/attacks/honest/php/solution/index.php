<?php
function total(array $prices) { return array_sum($prices); }
echo "<h1>Bienvenue</h1>\n";
