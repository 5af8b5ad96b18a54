// Importez vos outils ici.

export function resume(noms, total) {
  // À vous.
}
