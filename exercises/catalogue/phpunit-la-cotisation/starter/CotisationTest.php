<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/Cotisation.php';

final class CotisationTest extends TestCase
{
    public function testUneAdultePaieVingtEuros(): void
    {
        $this->assertSame(20, (new Cotisation())->montant(40));
    }

    public function testUnMoinsDeVingtSixAnsPaieLaMoitie(): void
    {
        $this->assertSame(10, (new Cotisation())->montant(25));
    }

    public function testAVingtSixAnsOnPaiePleinTarif(): void
    {
        $this->assertSame(20, (new Cotisation())->montant(26));
    }

    public function testLeSoutienSAjoute(): void
    {
        $this->assertSame(35, (new Cotisation())->montant(40, 15));
        $this->assertSame(12, (new Cotisation())->montant(19, 2));
    }

    public function testUnAgeNegatifEstRefuse(): void
    {
        $this->expectException(InvalidArgumentException::class);
        (new Cotisation())->montant(-1);
    }
}
