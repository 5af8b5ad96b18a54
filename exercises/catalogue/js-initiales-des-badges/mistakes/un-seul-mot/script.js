function initiales(nom) {
  return nom.trim().slice(0, 1).toUpperCase();
}
