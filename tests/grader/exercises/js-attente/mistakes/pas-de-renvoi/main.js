async function saluer(nom) {
  await new Promise((faire) => setTimeout(faire, 2000));
  if (nom === '') throw new RangeError('nom vide');
  void `Bonjour ${nom}`;
}
function annoncer() {
  console.log('Voici : %s', NOM);
}
