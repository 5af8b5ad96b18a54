<?php
/*
Plugin Name: Petites annonces
Description: Les annonces des voisins, relues avant de paraître.
Version: 1.0
License: GPL-2.0-or-later
*/

if (!defined('ABSPATH')) {
    exit;
}

add_action('init', function () {
    register_post_type('annonce', ['public' => true, 'has_archive' => true]);
});

add_shortcode('annonces', 'annonces_afficher');

function annonces_afficher($recus)
{
    $reglages = shortcode_atts(['nombre' => 5], $recus, 'annonces');
    $annonces = get_posts(['post_type' => 'annonce', 'numberposts' => max(1, absint($reglages['nombre']))]);
    $html = isset($_GET['merci']) ? '<p class="merci" role="status">Merci ! Votre annonce sera relue.</p>' : '';
    if ($annonces === []) {
        $html .= '<p class="vide">Aucune annonce.</p>';
    }
    foreach ($annonces as $annonce) {
        $html .= '<article class="annonce"><h2>' . esc_html($annonce->post_title) . '</h2><p>' . esc_html($annonce->post_content) . '</p></article>';
    }
    return $html . annonces_formulaire();
}

function annonces_formulaire()
{
    return '<form id="proposer" method="post" action="' . esc_url(admin_url('admin-post.php')) . '">'
        . '<input type="hidden" name="action" value="annonce_proposer">'
        . wp_nonce_field('annonce_proposer', '_wpnonce', true, false)
        . '<p><label>Titre <input name="titre" required></label></p>'
        . '<p><label>Texte <textarea name="texte" required></textarea></label></p>'
        . '<p><label>Courriel <input name="courriel" type="email" required></label></p>'
        . '<button>Proposer</button></form>';
}

add_action('admin_post_annonce_proposer', 'annonces_recevoir');

function annonces_recevoir()
{
    check_admin_referer('annonce_proposer');
    $titre = sanitize_text_field(wp_unslash($_POST['titre'] ?? ''));
    $texte = sanitize_textarea_field(wp_unslash($_POST['texte'] ?? ''));
    $courriel = sanitize_email(wp_unslash($_POST['courriel'] ?? ''));
    if ($titre === '' || $texte === '' || $courriel === '') {
        wp_die('Il manque un titre, un texte ou un courriel.', '', ['response' => 422]);
    }
    wp_insert_post([
        'post_type' => 'annonce',
        'post_status' => 'pending',
        'post_title' => $titre,
        'post_content' => $texte,
        'meta_input' => ['courriel' => $courriel],
    ]);
    wp_safe_redirect('/?p=40&merci=1');
    exit;
}
