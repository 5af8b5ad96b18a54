function moisNecessaires(caisse, parMois, prix) {
  if (caisse < prix && parMois <= 0) {
    return -1;
  }
  let mois = 0;
  while (caisse <= prix) {
    caisse = caisse + parMois;
    mois = mois + 1;
  }
  return mois;
}
