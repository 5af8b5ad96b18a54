<?php get_header(); ?>
<p>À vous.</p>
<?php get_footer(); ?>
