function total(prix) {
  let somme = 0;
  for (let i = 0; i < prix.length; i++) {
    somme = somme + prix[i];
  }
  return somme;
}

function monnaie(donne, prix) {
  const reste = donne - total(prix);
  if (reste < 0) {
    return 0;
  }
  return reste;
}
