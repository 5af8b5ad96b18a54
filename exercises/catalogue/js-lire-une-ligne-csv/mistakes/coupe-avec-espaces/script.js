function lire(ligne) {
  const [nom, age, atelier] = ligne.split(' ; ');
  return { nom, age: Number(age), atelier };
}
