function prochainTour(tickets, jours) {
  tickets.sort((a, b) => a.priorite - b.priorite);
  const ranges = tickets.filter((ticket) => !ticket.fait);
  const choisis = [];
  let reste = jours;
  for (const ticket of ranges) {
    if (ticket.jours <= reste) {
      choisis.push(ticket.titre);
      reste -= ticket.jours;
    }
  }
  return choisis;
}

function vitesse(tours) {
  if (tours.length === 0) {
    return 0;
  }
  const derniers = tours.slice(-3);
  const total = derniers.reduce((somme, jours) => somme + jours, 0);
  return Math.floor(total / derniers.length);
}
