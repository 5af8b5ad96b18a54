<?php
// Ce fichier est donné : il ouvre la session et la base.
session_start();
$_SESSION['jeton'] ??= bin2hex(random_bytes(32));
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');
$base->exec('PRAGMA foreign_keys = ON');
