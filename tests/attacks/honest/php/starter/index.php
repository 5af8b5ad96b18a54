<?php
// À vous.
