async function devis(noms) {
  // À vous : await prixDe(nom)
}
