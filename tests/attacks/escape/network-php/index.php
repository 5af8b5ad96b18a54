<?php
foreach (["http://169.254.169.254/", "http://172.17.0.1:2375/", "http://127.0.0.1:6379/", "http://1.1.1.1/"] as $url) {
    echo @file_get_contents($url, false, stream_context_create(["http" => ["timeout" => 0.2]]));
}
foreach (["unix:///var/run/docker.sock", "udp://8.8.8.8:53", "tcp://172.17.0.1:5432"] as $place) {
    $socket = @stream_socket_client($place, $code, $said, 0.2);
    if ($socket && !str_starts_with($place, "udp")) {
        echo "PASSED";
    }
}
