<?php
// Ce fichier n'est pas une vue : personne ne doit le voir.
$motDePasse = 'secret';
