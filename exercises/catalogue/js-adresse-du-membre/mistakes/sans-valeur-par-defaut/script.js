function ligne({ prenom, nom, ville }) {
  return `${prenom} ${nom}, ${ville}`;
}
