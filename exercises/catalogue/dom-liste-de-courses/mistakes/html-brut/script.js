const formulaire = document.querySelector('#ajout');
const champ = document.querySelector('#article');
const liste = document.querySelector('#liste');

formulaire.addEventListener('submit', (event) => {
  event.preventDefault();
  if (champ.value.trim() !== '') {
    liste.innerHTML += `<li>${champ.value}</li>`;
    champ.value = '';
  }
});
