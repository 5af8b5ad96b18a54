<?php
require __DIR__ . '/commun.php';

// À vous.
