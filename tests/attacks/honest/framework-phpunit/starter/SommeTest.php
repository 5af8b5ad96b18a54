<?php

use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/somme.php';

final class SommeTest extends TestCase
{
    public function testAdditionne(): void
    {
        $this->assertSame(5, somme(2, 3));
    }

    public function testRien(): void
    {
        $this->assertSame(0, somme(0, 0));
    }
}
