<?php
session_start();
$_SESSION["gros"] = str_repeat("x", 3000000);
sleep(100);
