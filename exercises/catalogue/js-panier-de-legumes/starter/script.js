// Renvoie le prix de tous les paniers.
function prixTotal(nombre, prix) {
}

// Renvoie le prix total moins la remise.
function aPayer(nombre, prix, remise) {
}
