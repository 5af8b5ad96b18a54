export function arrondi(nombre) {
  return Math.round(nombre * 100) / 100;
}

export function liste(noms) {
  return noms.join(', ');
}
