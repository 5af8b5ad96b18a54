const etat = document.querySelector('#etat');
const liste = document.querySelector('#ateliers');

async function charger() {
  const ateliers = await fetch('ateliers.json');
  for (const atelier of ateliers) {
    liste.append(atelier.nom);
  }
  etat.textContent = `${ateliers.length} ateliers ouverts`;
}

charger();
