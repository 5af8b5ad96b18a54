function equipes(noms, taille) {
  const reste = noms;
  const resultat = [];
  while (reste.length >= taille) {
    resultat.push(reste.splice(0, taille));
  }
  return resultat;
}

function estInscrit(noms, nom) {
  nom.trim().toLowerCase();
  return noms.includes(nom);
}
