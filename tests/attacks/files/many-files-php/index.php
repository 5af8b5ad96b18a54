<?php
for ($i = 0; @touch("nom$i"); $i += 1) {
}
