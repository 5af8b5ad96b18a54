async function devis(noms) {
  const prix = await Promise.all(noms.map(prixDe));
  return { total: prix.reduce((a, b) => a + b, 0), absents: [] };
}
