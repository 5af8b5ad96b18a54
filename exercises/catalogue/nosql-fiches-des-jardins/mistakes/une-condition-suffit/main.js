function lire(fiche, chemin) {
  return chemin.split('.').reduce((valeur, etage) => valeur?.[etage], fiche);
}

function estUnObjet(valeur) {
  return typeof valeur === 'object' && valeur !== null && !Array.isArray(valeur);
}

function tientUn(valeur, operateur, voulu) {
  switch (operateur) {
    case '$gte':
      return valeur >= voulu;
    case '$lt':
      return valeur < voulu;
    case '$in':
      return voulu.includes(valeur);
    case '$exists':
      return (valeur !== undefined) === voulu;
    default:
      throw new Error(`L'opérateur ${operateur} n'existe pas.`);
  }
}

function convient(valeur, voulu) {
  if (estUnObjet(voulu)) {
    return Object.entries(voulu).every(([operateur, v]) => tientUn(valeur, operateur, v));
  }
  return Array.isArray(valeur) ? valeur.includes(voulu) : valeur === voulu;
}

function trouver(fiches, filtre) {
  return fiches.filter((fiche) =>
    Object.keys(filtre).length === 0 || Object.entries(filtre).some(([chemin, voulu]) => convient(lire(fiche, chemin), voulu)),
  );
}
