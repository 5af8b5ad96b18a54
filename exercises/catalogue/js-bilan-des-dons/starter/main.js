function totalDuMois(dons, mois) {
  // À vous.
}

function donateurs(dons) {
  // À vous.
}

function plusGrandDon(dons) {
  // À vous.
}
