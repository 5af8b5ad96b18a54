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

add_action('init', function () {
    register_post_type('atelier', [
        'labels' => ['name' => 'Ateliers', 'singular_name' => 'Atelier'],
        'public' => true,
    ]);
});

add_action('pre_get_posts', function ($requete) {
    if ($requete->is_main_query() && $requete->get('post_type') === 'atelier') {
        $requete->set('meta_key', 'jour');
        $requete->set('orderby', 'meta_value');
        $requete->set('order', 'ASC');
        $requete->set('posts_per_page', -1);
    }
});
