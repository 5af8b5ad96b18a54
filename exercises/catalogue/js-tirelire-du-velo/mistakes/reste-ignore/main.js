function moisNecessaires(caisse, parMois, prix) {
  if (caisse < prix && parMois <= 0) {
    return -1;
  }
  return Math.max(0, Math.floor((prix - caisse) / parMois));
}
