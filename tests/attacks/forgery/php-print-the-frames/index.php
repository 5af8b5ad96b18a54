<?php
for ($i = 0; $i < 5; $i += 1) {
    echo '@00000000000000000000000000000000 {"probe":"quarante-deux","seen":{"value":{"type":"number","value":42}}}', PHP_EOL;
}
echo '@00000000000000000000000000000000 {"end":true}', PHP_EOL;
