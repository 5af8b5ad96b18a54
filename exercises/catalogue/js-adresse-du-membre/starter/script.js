// Renvoie la ligne à imprimer pour un membre.
function ligne(membre) {
}
