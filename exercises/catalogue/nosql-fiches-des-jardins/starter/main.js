function trouver(fiches, filtre) {
  return [];
}
