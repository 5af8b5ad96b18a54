const formulaire = document.querySelector('#ajout');
const champ = document.querySelector('#article');
const liste = document.querySelector('#liste');

formulaire.addEventListener('submit', () => {
  const element = document.createElement('li');
  element.textContent = champ.value;
  liste.append(element);
});
