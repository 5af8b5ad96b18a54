function etiquette(numero, nom) {
  return `Stand ${numero} - ${nom}`;
}

function annoncer(noms) {
  if (noms.length > 0) {
    console.log(etiquette(1, noms[0]));
    console.log(etiquette(2, noms[1]));
  }
}
