export function arrondi(nombre) {
  return Math.round(nombre);
}

export function liste(noms) {
  return noms.join(', ');
}
