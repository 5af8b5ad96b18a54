const etat = document.querySelector('#etat');
const liste = document.querySelector('#ateliers');

async function charger() {
  const reponse = await fetch('ateliers.json');
  const ateliers = await reponse.json();
  for (const atelier of ateliers) {
    const element = document.createElement('li');
    element.textContent = `${atelier.nom} : ${atelier.places} places`;
    liste.append(element);
  }
  etat.textContent = `${ateliers.length} ateliers ouverts`;
}

charger();
