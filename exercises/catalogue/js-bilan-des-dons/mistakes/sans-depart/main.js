function totalDuMois(dons, mois) {
  if (dons.length === 0) {
    return undefined;
  }
  return dons
    .filter((don) => don.mois === mois)
    .reduce((somme, don) => (somme.montant ?? somme) + don.montant);
}

function donateurs(dons) {
  const noms = new Set(dons.map((don) => don.nom));
  return [...noms].sort((a, b) => a.localeCompare(b, "fr"));
}

function plusGrandDon(dons) {
  if (dons.length === 0) {
    return null;
  }
  return dons.reduce((grand, don) => (don.montant > grand.montant ? don : grand));
}
