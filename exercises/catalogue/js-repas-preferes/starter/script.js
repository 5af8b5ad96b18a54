// Renvoie le nombre de votes de chaque plat.
function compter(votes) {
}
