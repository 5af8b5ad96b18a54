function totalDuMois(dons, mois) {
  return dons
    .filter((don) => don.mois === mois)
    .reduce((somme, don) => somme + don.montant, 0);
}

function donateurs(dons) {
  const noms = new Set(dons.map((don) => don.nom));
  return [...noms].sort((a, b) => a.localeCompare(b, "fr"));
}

function plusGrandDon(dons) {
  if (dons.length === 0) {
    return null;
  }
  return dons.sort((a, b) => b.montant - a.montant)[0];
}
