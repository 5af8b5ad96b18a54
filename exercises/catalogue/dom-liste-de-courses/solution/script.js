const formulaire = document.querySelector('#ajout');
const champ = document.querySelector('#article');
const liste = document.querySelector('#liste');

formulaire.addEventListener('submit', (event) => {
  event.preventDefault();
  const texte = champ.value.trim();
  if (texte === '') {
    return;
  }
  const element = document.createElement('li');
  element.textContent = texte;
  liste.append(element);
  champ.value = '';
});
