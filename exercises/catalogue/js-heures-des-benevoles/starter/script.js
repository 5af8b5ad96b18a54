// Renvoie la somme de toutes les heures.
function totalHeures(heures) {
}

// Renvoie la moyenne par bénévole.
function moyenneHeures(heures) {
}
