<?php declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;

final class FirstTest extends TestCase
{
    public static function numbers(): array
    {
        return ['one' => [1], 'two' => [2]];
    }

    #[DataProvider('numbers')]
    public function testPasses(int $number): void
    {
        $this->assertSame([2 * $number], [$number + $number]);
    }

    public function testFails(): void
    {
        $this->assertEquals(['a' => 1], ['a' => 2], 'as it must');
    }

    public function testThrows(): void
    {
        throw new RuntimeException('as it must');
    }
}
