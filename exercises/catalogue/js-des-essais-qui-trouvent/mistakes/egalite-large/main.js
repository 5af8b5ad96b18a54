// Renvoie true si la fonction reçue tient toutes ses promesses.
function verifie(tarif) {
  const essais = [
    [0, false, 3], [11, false, 3], [12, false, 8], [64, false, 8], [65, false, 5], [90, false, 5],
    [11, true, 2], [12, true, 6], [64, true, 6], [65, true, 3],
  ];
  return essais.every(([age, membre, attendu]) => tarif(age, membre) == attendu);
}
