const etat = document.querySelector('#etat');
const liste = document.querySelector('#ateliers');

async function charger() {
  const reponse = await fetch('ateliers.json');
  const ateliers = await reponse.json();
  const ouverts = ateliers.filter((atelier) => atelier.places > 0);
  for (const atelier of ouverts) {
    const element = document.createElement('li');
    element.textContent = `${atelier.nom} : ${atelier.places} places`;
    liste.append(element);
  }
  etat.textContent = `${ouverts.length} ateliers ouverts`;
}

charger();
