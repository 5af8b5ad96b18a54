<?php
session_start();
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');

// À vous.
