<?php
// Met un message dans la base sans passer par le formulaire, comme le ferait une autre extension.
require __DIR__ . '/wp.php';
wp_demarrer();
update_option('message_du_jour', '1 < 2 & <u>3</u>');
