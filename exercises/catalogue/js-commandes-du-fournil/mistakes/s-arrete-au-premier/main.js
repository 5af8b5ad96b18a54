async function devis(noms) {
  let total = 0;
  const absents = [];
  try {
    for (const nom of noms) {
      total += await prixDe(nom);
    }
  } catch {
    absents.push(noms[1]);
  }
  return { total, absents };
}
