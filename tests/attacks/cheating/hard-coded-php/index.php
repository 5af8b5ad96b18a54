<?php
function total($prices)
{
    return 42;
}
echo "<h1>Bienvenue</h1>";
