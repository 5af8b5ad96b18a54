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

add_action('wp_body_open', function () {
    $message = get_option('message_du_jour', '');
    if ($message !== '') {
        echo '<p id="message">' . esc_html($message) . '</p>';
    }
});

add_action('wp_footer', function () {
    if (!current_user_can('manage_options')) {
        return;
    }
    ?>
    <form id="reglage" method="post" action="<?php echo esc_url(admin_url('admin-post.php')); ?>">
        <input type="hidden" name="action" value="message_enregistrer">
        <?php wp_nonce_field('message_enregistrer'); ?>
        <label>Message du jour <input name="message" value="<?php echo esc_attr(get_option('message_du_jour', '')); ?>"></label>
        <button>Enregistrer</button>
    </form>
    <?php
});

add_action('admin_post_message_enregistrer', function () {
    if (!current_user_can('manage_options')) {
        wp_die('Vous ne pouvez pas changer ce message.', '', ['response' => 403]);
    }
    check_admin_referer('message_enregistrer');
    update_option('message_du_jour', wp_unslash($_POST['message'] ?? ''));
    wp_safe_redirect('/');
    exit;
});
