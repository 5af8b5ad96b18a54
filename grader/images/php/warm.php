<?php
// Goes once through what most pages use, so that the forks that do the jobs find it in memory.
$database = new PDO('sqlite::memory:');
$database->exec('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL)');
$database->prepare('INSERT INTO t (name) VALUES (?)')->execute(['é']);
foreach ($database->query('SELECT * FROM t', PDO::FETCH_ASSOC) as $row) {
    echo htmlspecialchars($row['name']), sprintf('%05.2f', 1.5), number_format(1234.5, 2, ',', ' '), PHP_EOL;
}
echo date('d/m/Y H:i'), (new DateTimeImmutable('2026-01-31'))->format('c'), json_encode(['é' => [1.5, null]]);
echo preg_replace('/\s+/u', ' ', mb_strtoupper("a  é")), password_hash('a', PASSWORD_BCRYPT, ['cost' => 4]);
try {
    throw new InvalidArgumentException(str_repeat('a', 3));
} catch (Exception $error) {
    echo $error->getMessage();
}
