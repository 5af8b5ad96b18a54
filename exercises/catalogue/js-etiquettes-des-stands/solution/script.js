function etiquette(numero, nom) {
  return `Stand ${numero} - ${nom}`;
}

function annoncer(noms) {
  for (let i = 0; i < noms.length; i++) {
    console.log(etiquette(i + 1, noms[i]));
  }
}
