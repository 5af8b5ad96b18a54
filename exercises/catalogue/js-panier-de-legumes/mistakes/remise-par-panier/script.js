function prixTotal(nombre, prix) {
  return nombre * prix;
}

function aPayer(nombre, prix, remise) {
  return nombre * (prix - remise);
}
