async function devis(noms) {
  let total = 0;
  const absents = [];
  for (const nom of noms) {
    try {
      total += prixDe(nom);
    } catch {
      absents.push(nom);
    }
  }
  return { total, absents };
}
