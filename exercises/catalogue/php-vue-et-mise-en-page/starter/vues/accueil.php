<h1><?= e($donnees['titre']) ?></h1>
<ul>
    <?php foreach ($donnees['ateliers'] as $nom => $atelier): ?>
        <li><a href="/?page=<?= e($nom) ?>"><?= e($atelier['titre']) ?></a></li>
    <?php endforeach; ?>
</ul>
