<?php
require __DIR__ . '/src/Vue.php';

$ateliers = [
    'couture' => ['titre' => 'Couture & retouches', 'texte' => 'Apportez <votre> tissu.'],
    'tricot' => ['titre' => 'Tricot', 'texte' => 'Les aiguilles sont prêtées.'],
    'velo' => ['titre' => 'Réparer son vélo', 'texte' => 'Avec les outils de l\'atelier.'],
];
$vue = new Vue(__DIR__ . '/vues');
$page = $_GET['page'] ?? 'accueil';

if ($page === 'accueil') {
    echo $vue->montrer('accueil', ['titre' => 'Les ateliers', 'page' => 'accueil', 'ateliers' => $ateliers]);
} elseif (is_string($page) && isset($ateliers[$page])) {
    echo $vue->montrer('atelier', ['page' => $page, ...$ateliers[$page]]);
} else {
    http_response_code(404);
    echo $vue->montrer('introuvable', ['titre' => 'Page introuvable', 'page' => '']);
}
