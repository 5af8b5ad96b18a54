// Renvoie le texte de l'étiquette d'un stand.
function etiquette(numero, nom) {
}

// Affiche une ligne par stand.
function annoncer(noms) {
}
