namespace Observer;

// Comes before the project's own code in a program of the command line: what PHP gives such programs, and the way a
// value is told. PHP's own functions cannot be redefined, and every call here names them from the root.

\define('STDIN', \fopen('php://stdin', 'r'));
\define('STDOUT', \fopen('php://stdout', 'w'));
\define('STDERR', \fopen('php://stderr', 'w'));

/** Makes plain typed data of any value, within bounds. Of objects, only what everybody may see. */
final class Look
{
    private const TEXT = 4000;
    private const ITEMS = 200;
    private const DEPTH = 8;

    private int $left = 3000;
    private int $room = 40_000;
    private array $above = [];

    public function at(mixed $value): array
    {
        $this->left -= 1;
        if ($this->left < 0) {
            return ['type' => 'cut'];
        }
        return match (true) {
            $value === null => ['type' => 'null'],
            \is_bool($value) => ['type' => 'boolean', 'value' => $value],
            \is_int($value) => ['type' => 'number', 'value' => $value],
            \is_float($value) => $this->number($value),
            \is_string($value) => $this->text($value),
            \is_array($value), \is_object($value) => $this->inside($value),
            default => ['type' => 'object', 'name' => \get_debug_type($value), 'length' => 0, 'entries' => []],
        };
    }

    private function number(float $value): array
    {
        return match (true) {
            \is_nan($value) => ['type' => 'NaN'],
            \is_infinite($value) => ['type' => 'number', 'text' => $value > 0 ? 'Infinity' : '-Infinity'],
            default => ['type' => 'number', 'value' => $value],
        };
    }

    private function text(string $value): array
    {
        $readable = \mb_scrub($value, 'UTF-8');
        $shown = \mb_substr($readable, 0, \min(self::TEXT, $this->room), 'UTF-8');
        $this->room -= \mb_strlen($shown, 'UTF-8');
        return [
            'type' => 'string',
            'value' => $shown,
            'length' => \intdiv(\strlen(\mb_convert_encoding($readable, 'UTF-16LE', 'UTF-8')), 2),
        ];
    }

    private function inside(array|object $value): array
    {
        if (\is_object($value) && \in_array($value, $this->above, true)) {
            return ['type' => 'circular'];
        }
        if (\count($this->above) >= self::DEPTH) {
            return ['type' => 'cut'];
        }
        $this->above[] = \is_object($value) ? $value : null;
        try {
            return \is_array($value) ? $this->collection($value) : $this->object($value);
        } catch (\Throwable) {
            return ['type' => 'cut'];
        } finally {
            \array_pop($this->above);
        }
    }

    private function collection(array $value): array
    {
        $shown = \array_slice($value, 0, self::ITEMS, true);
        if (\array_is_list($value)) {
            return ['type' => 'array', 'length' => \count($value), 'items' => \array_map($this->at(...), $shown)];
        }
        return ['type' => 'object', 'name' => '', 'length' => \count($value), 'entries' => $this->entries($shown)];
    }

    private function entries(array $items): array
    {
        $entries = [];
        foreach ($items as $key => $item) {
            $entries[] = [$this->text((string) $key)['value'], $this->at($item)];
        }
        return $entries;
    }

    private function object(object $value): array
    {
        $name = \mb_scrub(\strtok(\get_class($value), "\0"), 'UTF-8');
        if ($value instanceof \Closure) {
            return ['type' => 'function', 'name' => ''];
        }
        if ($value instanceof \DateTimeInterface) {
            $moment = \DateTimeImmutable::createFromInterface($value)->setTimezone(new \DateTimeZone('UTC'));
            return ['type' => 'date', 'value' => $moment->format('Y-m-d\TH:i:s.v\Z')];
        }
        if ($value instanceof \Throwable) {
            return ['type' => 'error', 'name' => $name, 'message' => $this->text($value->getMessage())['value']];
        }
        $seen = \get_object_vars($value);
        $entries = $this->entries(\array_slice($seen, 0, self::ITEMS, true));
        return ['type' => 'object', 'name' => $name, 'length' => \count($seen), 'entries' => $entries];
    }
}

return static function (mixed $value): string {
    \ini_set('serialize_precision', '-1');
    \mb_substitute_character(0xFFFD);
    $flags = \JSON_UNESCAPED_UNICODE | \JSON_UNESCAPED_SLASHES | \JSON_PRESERVE_ZERO_FRACTION;
    return (string) \json_encode((new Look())->at($value), $flags | \JSON_INVALID_UTF8_SUBSTITUTE, 64);
};
