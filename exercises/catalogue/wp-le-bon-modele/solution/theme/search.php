<?php get_header(); ?>
<h1>Recherche : <?php echo get_search_query(); ?></h1>
<?php if (have_posts()): ?>
    <?php while (have_posts()): the_post(); ?>
        <?php get_template_part('carte'); ?>
    <?php endwhile; ?>
<?php else: ?>
    <p class="vide">Rien ne correspond à « <?php echo get_search_query(); ?> ».</p>
    <?php get_search_form(); ?>
<?php endif; ?>
<?php get_footer(); ?>
