// Renvoie les initiales d'un nom, en majuscules.
function initiales(nom) {
}
