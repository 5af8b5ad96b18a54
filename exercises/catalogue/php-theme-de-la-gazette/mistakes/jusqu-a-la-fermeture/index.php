<?php
const THEMES = ['clair', 'sombre'];

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $choix = $_POST['theme'] ?? '';
    if (in_array($choix, THEMES, true)) {
        setcookie('theme', $choix, [
            'path' => '/',
            'httponly' => true,
            'samesite' => 'Lax',
        ]);
    }
    header('Location: /');
    exit;
}

$theme = $_COOKIE['theme'] ?? 'clair';
if (!in_array($theme, THEMES, true)) {
    $theme = 'clair';
}
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>La gazette</title>
</head>
<body class="<?= $theme ?>">
    <h1>La gazette du quartier</h1>
    <form method="post" action="/">
        <button name="theme" value="clair">Thème clair</button>
        <button name="theme" value="sombre">Thème sombre</button>
    </form>
</body>
</html>
