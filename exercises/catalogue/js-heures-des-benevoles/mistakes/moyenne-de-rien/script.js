function totalHeures(heures) {
  let total = 0;
  for (const h of heures) {
    total = total + h;
  }
  return total;
}

function moyenneHeures(heures) {
  return totalHeures(heures) / heures.length;
}
