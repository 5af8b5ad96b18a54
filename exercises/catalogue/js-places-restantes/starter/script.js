function placesRestantes(places, inscrits) {
  // À vous.
}
