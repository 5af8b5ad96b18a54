function prochainTour(tickets, jours) {
  // À vous.
}

function vitesse(tours) {
  // À vous.
}
