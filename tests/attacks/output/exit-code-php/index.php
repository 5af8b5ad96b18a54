<?php
register_shutdown_function(fn() => exit(137));
exit(255);
