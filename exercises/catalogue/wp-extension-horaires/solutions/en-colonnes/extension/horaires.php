<?php
/*
Plugin Name:       Horaires
Description: Le code court [horaires] montre les horaires d’un lieu.
Version:           1.0
License: GPL-2.0-or-later
*/

if (!defined('ABSPATH')) {
    exit;
}

const HORAIRES = [
    'accueil' => ['mardi' => '14 h – 17 h', 'jeudi' => '9 h – 12 h'],
    'friperie' => ['samedi' => '10 h – 16 h'],
];

add_shortcode('horaires', 'horaires_afficher');

function horaires_afficher($recus)
{
    $reglages = shortcode_atts(['lieu' => 'accueil', 'titre' => 'Horaires'], $recus, 'horaires');
    if (!isset(HORAIRES[$reglages['lieu']])) {
        return '<p class="horaires-vide">Horaires inconnus.</p>';
    }
    $html = '<table class="horaires"><caption>' . esc_html($reglages['titre']) . '</caption>';
    foreach (HORAIRES[$reglages['lieu']] as $jour => $heures) {
        $html .= '<tr><th scope="row">' . esc_html($jour) . '</th><td>' . esc_html($heures) . '</td></tr>';
    }
    return $html . '</table>';
}
