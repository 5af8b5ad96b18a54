function total(prix) {
  let somme = 0;
  for (const un of prix) {
    somme = somme + Number(un);
  }
  return somme;
}

function monnaie(donne, prix) {
  return Math.abs(donne - total(prix));
}
