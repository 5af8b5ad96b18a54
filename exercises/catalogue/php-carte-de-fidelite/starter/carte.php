<?php

class Carte
{
    // À vous.
}
