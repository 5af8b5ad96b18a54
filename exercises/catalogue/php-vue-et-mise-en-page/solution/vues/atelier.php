<h1><?= e($donnees['titre']) ?></h1>
<p><?= e($donnees['texte']) ?></p>
