function equipes(noms, taille) {
  const reste = [...noms];
  const resultat = [];
  while (reste.length >= taille) {
    resultat.push(reste.splice(0, taille));
  }
  return resultat;
}

function estInscrit(noms, nom) {
  const cherche = nom.trim().toLowerCase();
  return noms.some((inscrit) => inscrit.trim().toLowerCase() === cherche);
}
