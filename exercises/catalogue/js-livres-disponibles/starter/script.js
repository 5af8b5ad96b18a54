// Renvoie les titres des livres disponibles, dans l'ordre alphabétique.
function titresDisponibles(livres) {
}
