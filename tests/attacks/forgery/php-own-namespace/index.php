<?php
eval('namespace Observer; function fwrite() { return 1; } function json_encode($v) { return "{\"type\":\"number\",\"value\":42}"; } class Look2 { static function at($v) { return 42; } }');
eval('namespace Observing; function json_encode($v) { return "42"; }');
