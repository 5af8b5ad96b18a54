// Renvoie true si la fonction reçue tient toutes ses promesses.
function verifie(tarif) {
  const essais = [
    [5, false, 3], [30, false, 8], [70, false, 5], [30, true, 6], [5, true, 2],
  ];
  return essais.every(([age, membre, attendu]) => tarif(age, membre) === attendu);
}
