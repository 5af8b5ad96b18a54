<?php
// Tient la place de WordPress : charge les extensions, le thème, puis choisit le modèle.
require __DIR__ . '/wp.php';
wp_repondre();
