<?php
require 'includes/base.php';
$titre = 'Les dates de la saison';
require 'includes/haut.php';
?>
    <ul class="dates">
<?php foreach (representations($base) as $une): ?>
      <li>
        <h2><?= propre($une['titre']) ?></h2>
        <p><?= propre($une['jour']) ?></p>
        <p><?= (int) $une['reste'] ?> places libres</p>
      </li>
<?php endforeach ?>
    </ul>
    <p><a class="bouton" href="reserver.php">Réserver des places</a></p>
<?php require 'includes/bas.php';
