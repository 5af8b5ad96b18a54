function parts(centimes, personnes) {
  // À vous.
}
