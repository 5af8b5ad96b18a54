<?php
/*
Plugin Name: En bas de page (exemple)
*/
add_action('wp_footer', function () {
    $un = get_posts(['post_type' => 'atelier', 'numberposts' => 1]);
    echo '<p id="au-hasard">' . esc_html($un ? $un[0]->post_title : '') . '</p>';
});
