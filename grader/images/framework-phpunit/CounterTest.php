<?php declare(strict_types=1);

use PHPUnit\Framework\TestCase;

/** A test that must fail: it runs like the others, after them. */
final class CounterTest extends TestCase
{
    public function testMustFail(): void
    {
        self::assertSame(1, 2);
    }
}
