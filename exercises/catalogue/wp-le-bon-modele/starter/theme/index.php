<?php get_header(); ?>
<h1>Les nouvelles</h1>
<?php while (have_posts()): the_post(); ?>
    <?php get_template_part('carte'); ?>
<?php endwhile; ?>
<?php get_footer(); ?>
