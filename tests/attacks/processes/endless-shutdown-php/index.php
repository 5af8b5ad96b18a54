<?php
register_shutdown_function(function () {
    while (true) {
    }
});
echo "<h1>Bienvenue</h1>";
