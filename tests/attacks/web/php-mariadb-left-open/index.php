<?php
$base = new PDO("mysql:host=localhost;dbname=ecole", "ecole", "ecole", [PDO::ATTR_PERSISTENT => true]);
$base->beginTransaction();
$base->exec("INSERT INTO noms VALUES ('Zoé')");
echo "<h1>Léo</h1>";
