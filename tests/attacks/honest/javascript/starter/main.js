// À vous.
