<?php
require 'includes/base.php';
$dates = representations($base);
$nom = trim($_POST['nom'] ?? '');
$places = (int) ($_POST['places'] ?? 2);
$choisie = (int) ($_POST['representation'] ?? 0);
$manque = '';

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $reste = array_column($dates, 'reste', 'id')[$choisie] ?? 0;
    if ($nom === '') {
        $manque = 'Écrivez votre nom : la réservation sera à ce nom.';
    } elseif ($places < 1 || $places > $reste) {
        $manque = "Il reste $reste places ce jour-là.";
    } else {
        $base->prepare('INSERT INTO reservations (representation_id, nom, places) VALUES (?, ?, ?)')
            ->execute([$choisie, mb_substr($nom, 0, 80), $places]);
        header('Location: merci.php?reservation=' . $base->lastInsertId(), true, 303);
        exit;
    }
}

$titre = 'Réserver';
require 'includes/haut.php';
?>
<?php if ($manque !== ''): ?>
    <p class="manque" role="alert"><?= propre($manque) ?></p>
<?php endif ?>
    <form method="post" action="reserver.php">
      <label for="representation">La date</label>
      <select id="representation" name="representation">
<?php foreach ($dates as $une): ?>
        <option value="<?= (int) $une['id'] ?>"<?= (int) $une['id'] === $choisie ? ' selected' : '' ?>><?= propre($une['titre'] . ', ' . $une['jour']) ?></option>
<?php endforeach ?>
      </select>
      <label for="nom">Votre nom</label>
      <input id="nom" name="nom" maxlength="80" value="<?= propre($nom) ?>">
      <label for="places">Combien de places</label>
      <input id="places" name="places" type="number" min="1" max="10" value="<?= $places ?>">
      <button>Réserver</button>
    </form>
<?php require 'includes/bas.php';
