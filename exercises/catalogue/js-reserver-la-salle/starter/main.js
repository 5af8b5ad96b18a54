function estPossible(reservation) {
  // À vous.
}

function seChevauchent(a, b) {
  // À vous.
}

function prix(reservation) {
  // À vous.
}

function ajouter(liste, reservation) {
  // À vous.
}
