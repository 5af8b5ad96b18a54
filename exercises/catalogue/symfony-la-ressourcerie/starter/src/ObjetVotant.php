<?php

final class ObjetVotant
{
    public function peut(string $geste, array $objet, ?string $nom): bool
    {
        return false;
    }
}
