function ecart(temperatures) {
  // À vous.
}
