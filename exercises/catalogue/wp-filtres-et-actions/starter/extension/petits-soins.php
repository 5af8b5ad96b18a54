<?php
/*
Plugin Name: Petits soins
Description: Des changements sans toucher au thème.
Version: 1.0
License: GPL-2.0-or-later
*/

if (!defined('ABSPATH')) {
    exit;
}

// À vous.
