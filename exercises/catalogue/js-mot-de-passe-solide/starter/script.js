function estAccepte(mot, prenom) {
  // À vous.
}
