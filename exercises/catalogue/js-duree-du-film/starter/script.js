function duree(minutes) {
  // À vous.
}
