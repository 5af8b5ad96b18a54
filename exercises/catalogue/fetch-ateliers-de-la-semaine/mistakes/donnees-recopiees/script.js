const etat = document.querySelector('#etat');
const liste = document.querySelector('#ateliers');

for (const texte of ['Couture : 4 places', 'Réparation de vélos : 7 places']) {
  const element = document.createElement('li');
  element.textContent = texte;
  liste.append(element);
}
etat.textContent = '2 ateliers ouverts';
