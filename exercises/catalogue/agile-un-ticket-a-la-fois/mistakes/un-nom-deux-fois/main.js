function tropCharges(tickets) {
  const vus = [];
  const trop = [];
  for (const ticket of tickets) {
    if (ticket.colonne === "En cours" && ticket.nom !== "") {
      if (vus.includes(ticket.nom)) {
        trop.push(ticket.nom);
      }
      vus.push(ticket.nom);
    }
  }
  return trop.sort();
}

function avancement(tickets) {
  let total = 0;
  let faits = 0;
  for (const ticket of tickets) {
    total += ticket.jours;
    if (ticket.colonne === "Fait") {
      faits += ticket.jours;
    }
  }
  return total === 0 ? 0 : Math.floor((100 * faits) / total);
}
