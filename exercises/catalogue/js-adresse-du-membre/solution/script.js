function ligne({ prenom, nom, ville = "Valbrume" }) {
  return `${prenom} ${nom}, ${ville}`;
}
