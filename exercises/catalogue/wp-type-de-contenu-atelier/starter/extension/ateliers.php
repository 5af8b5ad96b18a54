<?php
/*
Plugin Name: Ateliers
Description: Un type de contenu pour les ateliers.
Version: 1.0
License: GPL-2.0-or-later
*/

if (!defined('ABSPATH')) {
    exit;
}

// À vous.
