<?php get_header(); ?>
<h1>Page introuvable</h1>
<p>Cette page a déménagé, ou n'existe plus.</p>
<?php get_search_form(); ?>
<?php get_footer(); ?>
