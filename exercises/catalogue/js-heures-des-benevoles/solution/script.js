function totalHeures(heures) {
  let total = 0;
  for (const h of heures) {
    total = total + h;
  }
  return total;
}

function moyenneHeures(heures) {
  if (heures.length === 0) {
    return 0;
  }
  return totalHeures(heures) / heures.length;
}
