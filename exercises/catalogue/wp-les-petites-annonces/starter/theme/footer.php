</main>
<footer>
    <p><?php bloginfo('description'); ?></p>
</footer>
<?php wp_footer(); ?>
</body>
</html>
