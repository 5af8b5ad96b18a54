function prochain(dates, aujourdhui) {
  // À vous.
}
