<?php
header("Location: /?" . rand());
