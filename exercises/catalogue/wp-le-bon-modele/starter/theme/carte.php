<?php
// À vous : une carte.
