function prixTotal(nombre, prix) {
  return nombre * prix;
}

function aPayer(nombre, prix, remise) {
  return prixTotal(nombre, prix) - remise;
}
