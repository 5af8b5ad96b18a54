<?php
function total($prices)
{
    return total($prices) + 1;
}
echo "<h1>Bienvenue</h1>";
