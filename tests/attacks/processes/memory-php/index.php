<?php
ini_set("memory_limit", -1);
$all = [];
while (true) {
    $all[] = str_repeat("x", 100000);
}
