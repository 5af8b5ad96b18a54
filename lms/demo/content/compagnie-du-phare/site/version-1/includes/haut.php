<!DOCTYPE html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title><?= propre($titre) ?> · La Compagnie du Phare</title>
  <link rel="stylesheet" href="site.css">
</head>
<body>
  <header>
    <p>La Compagnie du Phare</p>
    <nav aria-label="Pages du site">
      <ul><li><a href="index.php">Les dates</a></li><li><a href="reserver.php">Réserver</a></li></ul>
    </nav>
  </header>
  <main>
    <h1><?= propre($titre) ?></h1>
