<?php get_header(); ?>
<h1>Les nouvelles</h1>
<?php
$ateliers = new WP_Query(['post_type' => 'atelier', 'posts_per_page' => 3, 'orderby' => 'title', 'order' => 'ASC']);
while ($ateliers->have_posts()): $ateliers->the_post();
?>
    <p class="atelier"><?php the_title(); ?></p>
<?php endwhile; ?>
<?php wp_reset_postdata(); ?>

<?php while (have_posts()): the_post(); ?>
    <article <?php post_class(); ?>>
        <h2><a href="<?php the_permalink(); ?>" title="<?php the_title_attribute(); ?>"><?php the_title(); ?></a></h2>
        <p class="contact"><?php echo get_post_meta(get_the_ID(), 'contact', true); ?></p>
        <?php the_excerpt(); ?>
    </article>
<?php endwhile; ?>
<?php get_footer(); ?>
