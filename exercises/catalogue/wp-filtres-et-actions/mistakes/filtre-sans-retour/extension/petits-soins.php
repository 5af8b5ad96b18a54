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

add_filter('excerpt_length', function () {
    return 5;
});

add_filter('excerpt_more', function () {
    return '…';
});

add_filter('the_title', function ($titre, $numero) {
    return get_post_meta($numero, 'complet', true) === '1' ? $titre . ' (complet)' : $titre;
}, 10, 2);

add_filter('the_content', function ($contenu) {
    if (!is_single()) {
        return;
    }
    $mots = count(preg_split('/\s+/u', wp_strip_all_tags($contenu), -1, PREG_SPLIT_NO_EMPTY));
    return '<p class="mots">' . $mots . ' mots</p>' . $contenu;
}, 20);

add_action('wp_footer', function () {
    echo '<p id="permanence">Permanence le mardi, de 14 h à 17 h.</p>';
});
