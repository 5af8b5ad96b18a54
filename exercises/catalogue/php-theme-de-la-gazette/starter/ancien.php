<?php
// Ce que l'ancien site laissait dans le navigateur : ce fichier n'est pas à changer.
setcookie('theme', '"><b>automne', ['path' => '/']);
echo 'Ancien site';
