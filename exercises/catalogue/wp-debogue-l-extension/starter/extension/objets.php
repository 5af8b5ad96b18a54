<?php
/*
Plugin Name: Recherche d’objets
Description: Chercher dans les objets trouvés, et en effacer un.
Version: 1.0
License: GPL-2.0-or-later
*/

if (!defined('ABSPATH')) {
    exit;
}

add_shortcode('objets', 'objets_afficher');

function objets_afficher()
{
    global $wpdb;
    $mot = sanitize_text_field(wp_unslash($_GET['mot'] ?? ''));
    $requete = "SELECT id, nom FROM wp_objets WHERE rendu = 0 AND nom LIKE '%$mot%' ORDER BY nom";
    $html = '<form><input type="hidden" name="p" value="30"><label>Objet <input name="mot" value="' . esc_attr($mot) . '"></label><button>Chercher</button></form><ul>';
    foreach ($wpdb->get_results($requete) as $objet) {
        $html .= '<li>' . $objet->nom;
        if (current_user_can('edit_posts')) {
            $html .= '<form method="post" action="' . esc_url(admin_url('admin-post.php')) . '">'
                . wp_nonce_field('objet_rendre', '_wpnonce', true, false)
                . '<input type="hidden" name="action" value="objet_rendre">'
                . '<input type="hidden" name="objet" value="' . absint($objet->id) . '"><button>Rendu</button></form>';
        }
        $html .= '</li>';
    }
    return $html . '</ul>';
}

add_action('admin_post_objet_rendre', function () {
    global $wpdb;
    if (is_admin()) {
        return;
    }
    $wpdb->update('wp_objets', ['rendu' => 1], ['id' => $_POST['objet'] ?? 0]);
    wp_safe_redirect('/?p=30');
    exit;
});
