<?php
require __DIR__ . '/wp.php';
wp_recevoir();
