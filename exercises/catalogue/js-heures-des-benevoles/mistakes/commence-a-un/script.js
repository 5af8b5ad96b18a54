function totalHeures(heures) {
  let total = 0;
  for (let i = 1; i < heures.length; i++) {
    total = total + heures[i];
  }
  return total;
}

function moyenneHeures(heures) {
  if (heures.length === 0) {
    return 0;
  }
  return totalHeures(heures) / heures.length;
}
