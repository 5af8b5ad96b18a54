<?php get_header(); ?>
<?php while (have_posts()): the_post(); ?>
    <?php
    $jour = get_post_meta(get_the_ID(), 'jour', true);
    $prix = (int) get_post_meta(get_the_ID(), 'prix', true);
    ?>
    <h1><?php the_title(); ?></h1>
    <p><time datetime="<?php echo esc_attr($jour); ?>"><?php echo esc_html(date('d/m/Y', strtotime($jour))); ?></time></p>
    <p class="prix"><?php echo esc_html($prix === 0 ? 'Gratuit' : $prix . ' €'); ?></p>
    <?php the_content(); ?>
<?php endwhile; ?>
<?php get_footer(); ?>
