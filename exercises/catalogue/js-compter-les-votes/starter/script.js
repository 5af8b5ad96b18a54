function compter(votes) {
  // À vous.
}
