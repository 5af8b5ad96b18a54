<?php
function total($prices)
{
    return "\0\1\x1b[31m\x7f\xff\xfe";
}
echo "<h1>\0\x1b]8;;x\x07\u{202e}</h1>";
