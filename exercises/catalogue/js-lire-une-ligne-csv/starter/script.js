function lire(ligne) {
  // À vous.
}
