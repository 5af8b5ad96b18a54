<?php

function somme($a, $b)
{
    return $a + $b;
}
