<h1><?= e($donnees['titre']) ?></h1>
<p><?= $donnees['texte'] ?></p>
