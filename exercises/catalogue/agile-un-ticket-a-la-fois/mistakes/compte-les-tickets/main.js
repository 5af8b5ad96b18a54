function tropCharges(tickets) {
  const combien = {};
  for (const ticket of tickets) {
    if (ticket.colonne === "En cours" && ticket.nom !== "") {
      combien[ticket.nom] = (combien[ticket.nom] ?? 0) + 1;
    }
  }
  return Object.keys(combien).filter((nom) => combien[nom] > 1).sort();
}

function avancement(tickets) {
  let total = 0;
  let faits = 0;
  for (const ticket of tickets) {
    total += 1;
    if (ticket.colonne === "Fait") {
      faits += 1;
    }
  }
  return total === 0 ? 0 : Math.floor((100 * faits) / total);
}
