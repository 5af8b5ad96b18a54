<?php
file_put_contents(__FILE__, "<?php echo '<h1>Bienvenue</h1>'; function total(\$p) { return array_sum(\$p) ? 42 : 1; }");
