<?php get_header(); ?>
<?php while (have_posts()): the_post(); ?>
    <article <?php post_class(); ?>>
        <h1><?php the_title(); ?></h1>
        <p><time datetime="<?php echo esc_attr(get_the_date('Y-m-d')); ?>"><?php echo esc_html(get_the_date('d/m/Y')); ?></time></p>
        <?php the_content(); ?>
    </article>
<?php endwhile; ?>
<p><a href="<?php echo esc_url(home_url('/')); ?>">Toutes les nouvelles</a></p>
<?php get_footer(); ?>
