<?php
eval('namespace Observer; function json_encode() { return "42"; } function var_export() { return "42"; } class Look {}');
stream_wrapper_unregister("php");
set_error_handler(fn() => true);
set_exception_handler(fn() => print "42");
