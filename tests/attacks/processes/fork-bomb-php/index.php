<?php
foreach (["pcntl_fork", "exec", "shell_exec", "system", "popen", "proc_open", "passthru"] as $name) {
    while (function_exists($name) && @$name("sleep 100", "r")) {
    }
}
mail("a@b.example", "a", "b");
