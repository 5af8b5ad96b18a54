function ligne({ prenom, nom, ville = "Valbrume" }) {
  return `${nom} ${prenom}, ${ville}`;
}
