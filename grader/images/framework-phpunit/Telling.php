<?php declare(strict_types=1);

use PHPUnit\Event\Code\Test;
use PHPUnit\Event\Code\TestMethod;
use PHPUnit\Event\Code\Throwable as Thrown;
use PHPUnit\Event\Facade;
use PHPUnit\Event\Test\BeforeFirstTestMethodErrored;
use PHPUnit\Event\Test\BeforeFirstTestMethodErroredSubscriber;
use PHPUnit\Event\Test\Errored;
use PHPUnit\Event\Test\ErroredSubscriber;
use PHPUnit\Event\Test\Failed;
use PHPUnit\Event\Test\FailedSubscriber;
use PHPUnit\Event\Test\MarkedIncomplete;
use PHPUnit\Event\Test\MarkedIncompleteSubscriber;
use PHPUnit\Event\Test\Passed;
use PHPUnit\Event\Test\PassedSubscriber;
use PHPUnit\Event\Test\PrintedUnexpectedOutput;
use PHPUnit\Event\Test\PrintedUnexpectedOutputSubscriber;
use PHPUnit\Event\Test\Skipped;
use PHPUnit\Event\Test\SkippedSubscriber;

/** Says what the tests come to, each line after the token of the order, which the apprentice's code does not know. */
final class Telling
{
    private const FOLDER = '/tmp/program/';

    public int $count = 0;

    private bool $hasFailed = false;

    /** @param resource $answers */
    public function __construct(private readonly string $token, private $answers)
    {
    }

    public function isSound(): bool
    {
        return $this->hasFailed;
    }

    public function over(): void
    {
        $this->tell(['over' => ['sound' => $this->isSound()]]);
    }

    public function problem(string $name, string $message, string $file, int $line): void
    {
        $isTheirs = str_starts_with($file, self::FOLDER);
        $this->tell(['problem' => [
            'language' => 'php',
            'name' => $name,
            'message' => str_replace(self::FOLDER, '', $message),
            'file' => $isTheirs ? substr($file, strlen(self::FOLDER)) : null,
            'line' => $isTheirs ? $line : null,
        ]]);
    }

    // ---- PHPUnit's events -----------------------------------------------------------------------
    public function subscribe(): void
    {
        Facade::instance()->registerSubscribers(
            new class($this) implements PassedSubscriber {
                public function __construct(private readonly Telling $telling) {}

                public function notify(Passed $event): void
                {
                    $this->telling->test($event->test(), 'passed');
                }
            },
            new class($this) implements FailedSubscriber {
                public function __construct(private readonly Telling $telling) {}

                public function notify(Failed $event): void
                {
                    $this->telling->failed($event);
                }
            },
            new class($this) implements ErroredSubscriber {
                public function __construct(private readonly Telling $telling) {}

                public function notify(Errored $event): void
                {
                    $this->telling->errored($event->test(), $event->throwable());
                }
            },
            new class($this) implements SkippedSubscriber {
                public function __construct(private readonly Telling $telling) {}

                public function notify(Skipped $event): void
                {
                    $this->telling->test($event->test(), 'skipped');
                }
            },
            new class($this) implements MarkedIncompleteSubscriber {
                public function __construct(private readonly Telling $telling) {}

                public function notify(MarkedIncomplete $event): void
                {
                    $this->telling->test($event->test(), 'skipped');
                }
            },
            new class($this) implements BeforeFirstTestMethodErroredSubscriber {
                public function __construct(private readonly Telling $telling) {}

                public function notify(BeforeFirstTestMethodErrored $event): void
                {
                    $thrown = $event->throwable();
                    [$file, $line] = Telling::placeOf($thrown);
                    $this->telling->problem($thrown->className(), $thrown->message(), $file, $line);
                }
            },
            new class implements PrintedUnexpectedOutputSubscriber {
                public function notify(PrintedUnexpectedOutput $event): void
                {
                    fwrite(STDOUT, $event->output());
                }
            },
        );
    }

    public function failed(Failed $event): void
    {
        $compared = $event->hasComparisonFailure() ? $event->comparisonFailure() : null;
        $this->test($event->test(), 'failed', [
            'message' => $event->throwable()->message(),
            ...($compared === null ? [] : ['expected' => $compared->expected(), 'found' => $compared->actual()]),
        ]);
    }

    public function errored(Test $test, Thrown $thrown): void
    {
        [$file, $line] = self::placeOf($thrown);
        $this->test($test, 'error', ['message' => $thrown->message(), 'thrown' => [
            'language' => 'php',
            'name' => $thrown->className(),
            'message' => str_replace(self::FOLDER, '', $thrown->message()),
            'file' => $file === '' ? null : substr($file, strlen(self::FOLDER)),
            'line' => $file === '' ? null : $line,
        ]]);
    }

    /** @param array<string, mixed> $why */
    public function test(Test $test, string $state, array $why = []): void
    {
        if ($test instanceof TestMethod && $test->className() === 'CounterTest') {
            $this->hasFailed = $state === 'failed';
            return;
        }
        $this->count += 1;
        $this->tell(['test' => [
            'file' => str_replace(self::FOLDER, '', $test->file()),
            'suite' => $test instanceof TestMethod ? [$test->className()] : [],
            'name' => $test->name(),
            'state' => $state,
            ...$why,
        ]]);
    }

    /** @return array{string, int} the first place of a stack in the apprentice's files, or an empty name */
    public static function placeOf(Thrown $thrown): array
    {
        $found = preg_match('~(/tmp/program/[\w./-]+):(\d+)~', $thrown->stackTrace(), $place);
        return $found === 1 ? [$place[1], (int) $place[2]] : ['', 0];
    }

    /** @param array<string, mixed> $message */
    private function tell(array $message): void
    {
        $flags = JSON_INVALID_UTF8_SUBSTITUTE | JSON_PARTIAL_OUTPUT_ON_ERROR;
        fwrite($this->answers, "{$this->token} " . json_encode($message, $flags) . "\n");
    }
}
