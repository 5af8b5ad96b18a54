const etat = document.querySelector('#etat');
const liste = document.querySelector('#ateliers');

async function charger() {
  // À vous.
}

charger();
