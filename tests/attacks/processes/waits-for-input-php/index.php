<?php
fgets(fopen("php://stdin", "r"));
file_get_contents("php://input");
