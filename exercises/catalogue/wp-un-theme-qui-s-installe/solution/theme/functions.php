<?php
add_action('after_setup_theme', function () {
    add_theme_support('title-tag');
    register_nav_menus(['principal' => 'Menu principal']);
});

add_action('wp_enqueue_scripts', function () {
    wp_enqueue_style('ruelle', get_stylesheet_uri(), [], '1.0');
});
