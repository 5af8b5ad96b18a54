<?php
/*
Plugin Name: Ateliers (exemple)
*/
add_action('init', function () {
    register_post_type('atelier', ['public' => true]);
});
