<?php
// Le seul fichier qui change quand le site sera en ligne.
$base = new PDO('mysql:host=localhost;dbname=ecole;charset=utf8mb4', 'ecole', 'ecole', [
    PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
    PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
]);

function propre(string $texte): string
{
    return htmlspecialchars($texte, ENT_QUOTES, 'UTF-8');
}

/** Les représentations, avec les places qui restent. */
function representations(PDO $base): array
{
    return $base->query(
        'SELECT r.id, r.titre, r.jour, r.places - COALESCE(SUM(v.places), 0) AS reste
         FROM representations r LEFT JOIN reservations v ON v.representation_id = r.id
         GROUP BY r.id ORDER BY r.id'
    )->fetchAll();
}
