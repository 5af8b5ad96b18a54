<!doctype html>
<html <?php language_attributes(); ?>>
<head>
    <meta charset="<?php bloginfo('charset'); ?>">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <?php wp_head(); ?>
</head>
<body <?php body_class(); ?>>
<?php wp_body_open(); ?>
<a href="#contenu">Aller au contenu</a>
<header>
    <p><a href="<?php echo esc_url(home_url('/')); ?>"><?php bloginfo('name'); ?></a></p>
    <nav aria-label="Menu principal">
        <?php wp_nav_menu(['theme_location' => 'principal']); ?>
    </nav>
</header>
<main id="contenu">
