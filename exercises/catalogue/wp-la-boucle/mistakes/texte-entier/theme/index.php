<?php get_header(); ?>
<h1>Les nouvelles</h1>
<?php if (have_posts()): ?>
    <?php while (have_posts()): the_post(); ?>
        <article <?php post_class(); ?>>
            <h2><a href="<?php the_permalink(); ?>"><?php the_title(); ?></a></h2>
            <p class="date"><?php echo esc_html(get_the_date('d/m/Y')); ?></p>
            <?php the_content(); ?>
        </article>
    <?php endwhile; ?>
<?php else: ?>
    <p class="vide">Aucune nouvelle pour le moment.</p>
<?php endif; ?>
<?php get_footer(); ?>
