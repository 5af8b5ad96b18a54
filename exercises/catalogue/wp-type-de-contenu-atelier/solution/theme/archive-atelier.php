<?php get_header(); ?>
<h1>Les ateliers</h1>
<ul>
    <?php while (have_posts()): the_post(); ?>
        <?php $jour = get_post_meta(get_the_ID(), 'jour', true); ?>
        <li>
            <a href="<?php the_permalink(); ?>"><?php the_title(); ?></a>,
            <time datetime="<?php echo esc_attr($jour); ?>"><?php echo esc_html(date('d/m/Y', strtotime($jour))); ?></time>
        </li>
    <?php endwhile; ?>
</ul>
<?php get_footer(); ?>
