function estPossible(reservation) {
  return reservation.debut >= 8 && reservation.fin <= 22 && reservation.fin > reservation.debut;
}

function seChevauchent(a, b) {
  return b.debut > a.debut && b.debut < a.fin;
}

function prix(reservation) {
  const heures = reservation.fin - reservation.debut;
  const total = heures * (reservation.adherent ? 8 : 12);
  return heures >= 4 ? total * 0.9 : total;
}

function ajouter(liste, reservation) {
  if (!estPossible(reservation)) {
    throw new RangeError("Ces heures ne sont pas possibles.");
  }
  if (liste.some((autre) => seChevauchent(autre, reservation))) {
    throw new RangeError("La salle est déjà prise.");
  }
  return [...liste, reservation].sort((a, b) => a.debut - b.debut);
}
