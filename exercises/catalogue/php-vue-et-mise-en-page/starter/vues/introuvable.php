<h1><?= e($donnees['titre']) ?></h1>
<p><a href="/">Revenir aux ateliers</a></p>
