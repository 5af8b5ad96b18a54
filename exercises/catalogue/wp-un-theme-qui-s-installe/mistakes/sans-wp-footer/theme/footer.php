</main>
<footer>
    <p><?php bloginfo('description'); ?></p>
</footer>
</body>
</html>
