export function somme(a, b) {
  return a + b;
}
