<?php
@file_get_contents("http://127.0.0.1:" . ($_SERVER["SERVER_PORT"] ?? 80) . "/");
