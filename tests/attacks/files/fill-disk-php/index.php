<?php
$file = fopen("plein", "w");
while (fwrite($file, str_repeat("x", 100000))) {
}
