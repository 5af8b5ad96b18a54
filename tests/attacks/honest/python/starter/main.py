# À vous.
