<?php

final class Montant
{
    // À vous.
}
