<?php
while (true) {
    echo ".";
    flush();
    usleep(100000);
}
