<?php
// The observer's own way to a project's database: makes it afresh, or gives the rows of a query, in the words that
// the observers of SQL use. What the apprentice wrote never runs here.

const MOST_ROWS = 10_000;
const KEPT_ROWS = 200;
const KEPT_COLUMNS = 60;
const LONGEST_TEXT = 1_000;
const LONGEST_BYTES = 64;
const ROOM = 90_000;

function opened(array $order): PDO
{
    return new PDO($order['dsn'], $order['user'] ?? null, $order['password'] ?? null);
}

/** Plays the scripts one after the other; tells the file of the first that is refused. */
function prepare(array $order): array
{
    $run = isset($order['server']) ? in_server($order) : in_file($order);
    foreach ($order['scripts'] as [$name, $sql]) {
        try {
            $run($sql);
        } catch (PDOException | mysqli_sql_exception $error) {
            return ['error' => $error->getMessage(), 'file' => $name];
        }
    }
    return [];
}

function in_file(array $order): Closure
{
    $database = opened($order);
    $database->exec('PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; PRAGMA foreign_keys = ON');
    return static fn (string $sql) => $database->exec($sql);
}

function in_server(array $order): Closure
{
    $server = new mysqli('localhost', $order['user'], $order['password']);
    return static function (string $sql) use ($server): void {
        $server->multi_query($sql);
        while ($server->more_results()) {
            $server->next_result();
        }
    };
}

/** The typed cell of a value, and the word for its type. */
function cell(mixed $value, bool $exact): array
{
    return match (true) {
        $value === null => [null, 'null'],
        is_int($value) => [abs($value) < 10 ** 18 ? $value : ['number' => (string) $value], 'integer'],
        is_float($value) => [['number' => json_encode($value, JSON_PRESERVE_ZERO_FRACTION)], 'decimal'],
        $exact => [['number' => $value], 'decimal'],
        !mb_check_encoding($value, 'UTF-8') => [
            ['bytes' => bin2hex(substr($value, 0, LONGEST_BYTES)), 'length' => strlen($value)], 'bytes',
        ],
        mb_strlen($value) > LONGEST_TEXT => [
            ['text' => mb_substr($value, 0, LONGEST_TEXT), 'length' => mb_strlen($value)], 'text',
        ],
        default => [$value, 'text'],
    };
}

function rows(array $order): array
{
    try {
        $answer = opened($order)->query($order['query']);
    } catch (PDOException $error) {
        return ['error' => $error->getMessage()];
    }
    $metas = array_map($answer->getColumnMeta(...), range(0, $answer->columnCount() - 1));
    $kinds = array_fill(0, count($metas), []);
    $rows = [];
    $room = ROOM;
    for ($count = 0; $count <= MOST_ROWS && ($row = $answer->fetch(PDO::FETCH_NUM)); $count += 1) {
        $cells = [];
        foreach (array_slice($row, 0, KEPT_COLUMNS) as $i => $value) {
            [$cells[], $kind] = cell($value, ($metas[$i]['native_type'] ?? '') === 'NEWDECIMAL');
            $kinds[$i][$kind] = true;
        }
        $room -= strlen(json_encode($cells));
        if ($room > 0 && count($rows) < KEPT_ROWS) {
            $rows[] = $cells;
        }
    }
    return ['columns' => columns($metas, $kinds), 'width' => count($metas), 'rows' => $rows, 'count' => $count];
}

function columns(array $metas, array $kinds): array
{
    $columns = [];
    foreach (array_slice($metas, 0, KEPT_COLUMNS) as $i => $meta) {
        $told = array_keys(array_diff_key($kinds[$i], ['null' => true]));
        $type = count($told) > 1 ? 'mixed' : ($told[0] ?? 'null');
        $columns[] = ['name' => mb_substr($meta['name'], 0, 100), 'type' => $type];
    }
    return $columns;
}

$order = json_decode(file_get_contents('php://stdin'), true);
echo json_encode(isset($order['scripts']) ? prepare($order) : rows($order), JSON_INVALID_UTF8_SUBSTITUTE);
