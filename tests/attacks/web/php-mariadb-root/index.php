<?php
foreach (["root", "mysql", "observer", "author", ""] as $name) {
    try {
        new PDO("mysql:host=localhost", $name, "");
        echo "PASSED";
    } catch (PDOException) {
    }
}
$base = new PDO("mysql:host=localhost;dbname=ecole", "ecole", "ecole");
foreach (["SELECT LOAD_FILE('/etc/passwd')", "SELECT 'x' INTO OUTFILE '/tmp/x'", "SET GLOBAL general_log = 1", "KILL 1", "SHUTDOWN", "CREATE USER x", "GRANT ALL ON *.* TO ecole"] as $sql) {
    try {
        print_r($base->query($sql)->fetchAll());
    } catch (PDOException) {
    }
}
