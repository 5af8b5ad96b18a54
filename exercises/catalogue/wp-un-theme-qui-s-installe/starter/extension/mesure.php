<?php
/*
Plugin Name: Mesure d'audience (exemple)
*/
add_action('wp_footer', function () {
    echo '<p id="mesure-d-audience" hidden>Une extension écrit ici.</p>';
});
