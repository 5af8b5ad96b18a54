export function somme(a, b) {
  // à vous
}
