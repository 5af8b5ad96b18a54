<?php
function total($prices)
{
    throw new Exception("<script>alert(1)</script><img src=x onerror=alert(1)>");
}
