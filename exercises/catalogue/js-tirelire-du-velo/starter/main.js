function moisNecessaires(caisse, parMois, prix) {
  let mois = 0;
  // À vous.
  return mois;
}
