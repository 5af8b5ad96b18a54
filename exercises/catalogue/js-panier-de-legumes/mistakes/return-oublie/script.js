function prixTotal(nombre, prix) {
  console.log(nombre * prix);
}

function aPayer(nombre, prix, remise) {
  console.log(nombre * prix - remise);
}
