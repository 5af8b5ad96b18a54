<?php get_header(); ?>
<h1><?php bloginfo('name'); ?></h1>
<?php get_footer(); ?>
