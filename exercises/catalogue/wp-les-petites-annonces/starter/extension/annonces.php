<?php
/*
Plugin Name: Petites annonces
Description: Les annonces des voisins, relues avant de paraître.
Version: 1.0
License: GPL-2.0-or-later
*/

if (!defined('ABSPATH')) {
    exit;
}

// À vous.
