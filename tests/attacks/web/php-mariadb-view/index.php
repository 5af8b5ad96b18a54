<?php
$base = new PDO("mysql:host=localhost;dbname=ecole", "ecole", "ecole");
$base->exec("DROP TABLE IF EXISTS noms");
$base->exec("CREATE OR REPLACE VIEW noms AS SELECT SLEEP(100) AS nom");
echo "<h1>Léo</h1>";
