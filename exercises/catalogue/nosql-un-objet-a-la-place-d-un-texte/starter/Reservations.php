<?php
// Imite une base de documents. N'est pas à changer.

final class Reservations
{
    private const DOCUMENTS = [
        ['code' => 'K7P2', 'nom' => 'Awa', 'places' => 2, 'jour' => 'samedi', 'telephone' => '06 01 02 03 04'],
        ['code' => 'B3D9', 'nom' => 'Noé <i>& Lou</i>', 'places' => 4, 'jour' => 'dimanche', 'telephone' => '06 05 06 07 08'],
    ];

    public function findOne(array $filtre): ?array
    {
        foreach (self::DOCUMENTS as $document) {
            if ($this->convient($document, $filtre)) {
                return $document;
            }
        }
        return null;
    }

    private function convient(array $document, array $filtre): bool
    {
        foreach ($filtre as $champ => $voulu) {
            $valeur = $document[$champ] ?? null;
            foreach (is_array($voulu) ? $voulu : ['$eq' => $voulu] as $operateur => $reste) {
                $juste = match ($operateur) {
                    '$eq' => $valeur === $reste,
                    '$ne' => $valeur !== $reste,
                    '$gt' => $valeur > $reste,
                    default => false,
                };
                if (!$juste) {
                    return false;
                }
            }
        }
        return true;
    }
}
