<?php
/*
Plugin Name: Message du jour
Description: Un message en haut du site, changé par qui gère le site.
Version: 1.0
License: GPL-2.0-or-later
*/

if (!defined('ABSPATH')) {
    exit;
}

// À vous.
