// Renvoie true si la fonction reçue tient toutes ses promesses.
function verifie(tarif) {
  if (tarif(30, false) !== 8) {
    return false;
  }
  // D'autres essais, à vous.
  return true;
}
