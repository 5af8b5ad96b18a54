// Renvoie le tarif en euros pour une personne de cet âge.
function tarif(age) {
}
