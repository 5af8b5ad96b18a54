function lire(ligne) {
  const [nom, age, atelier] = ligne.split(';').map((morceau) => morceau.trim());
  return { nom, age: Number(age), atelier };
}
