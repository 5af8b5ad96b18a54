<?php
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');

// 1. Si le formulaire est envoyé, enregistrer le message et revenir sur la page /.

// 2. Lire les messages.

?>
<!DOCTYPE html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Livre d'or</title>
</head>
<body>
    <h1>Livre d'or</h1>

    <form method="post" action="/">
        <label>Prénom <input name="prenom" required></label>
        <label>Message <textarea name="texte" required></textarea></label>
        <button>Laisser mon message</button>
    </form>

    <!-- 3. Afficher les messages. -->
</body>
</html>
