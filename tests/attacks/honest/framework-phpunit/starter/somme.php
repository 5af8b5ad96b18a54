<?php

function somme($a, $b)
{
    // à vous
}
