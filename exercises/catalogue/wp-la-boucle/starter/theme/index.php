<?php get_header(); ?>
<h1>Les nouvelles</h1>
<?php // À vous : la boucle. ?>
<?php get_footer(); ?>
