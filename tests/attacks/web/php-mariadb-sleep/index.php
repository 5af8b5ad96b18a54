<?php
$base = new PDO("mysql:host=localhost;dbname=ecole", "ecole", "ecole");
$base->exec("LOCK TABLES noms WRITE");
$base->query("SELECT SLEEP(100)");
