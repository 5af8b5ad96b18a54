function parAge(inscrits) {
  // À vous.
}
