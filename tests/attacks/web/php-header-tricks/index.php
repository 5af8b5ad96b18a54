<?php
header("HTTP/1.1 999 Rien");
header("Content-Length: 99999999");
header("Transfer-Encoding: chunked");
header("Content-Encoding: gzip");
echo "<h1>Bienvenue</h1>";
