function tropCharges(tickets) {
  // À vous.
}

function avancement(tickets) {
  // À vous.
}
