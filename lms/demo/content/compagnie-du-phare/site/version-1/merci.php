<?php
require 'includes/base.php';
$demande = $base->prepare(
    'SELECT v.nom, v.places, r.titre, r.jour FROM reservations v
     JOIN representations r ON r.id = v.representation_id WHERE v.id = ?'
);
$demande->execute([(int) ($_GET['reservation'] ?? 0)]);
$reservation = $demande->fetch();
$titre = $reservation ? 'C’est réservé' : 'Réservation introuvable';
require 'includes/haut.php';
?>
<?php if ($reservation): ?>
    <p>Merci <?= propre($reservation['nom']) ?> : <?= (int) $reservation['places'] ?> places pour « <?= propre($reservation['titre']) ?> », <?= propre($reservation['jour']) ?>.</p>
<?php else: ?>
    <p>Nous ne trouvons pas cette réservation.</p>
<?php endif ?>
    <p><a href="index.php">Revoir les dates</a></p>
<?php require 'includes/bas.php';
