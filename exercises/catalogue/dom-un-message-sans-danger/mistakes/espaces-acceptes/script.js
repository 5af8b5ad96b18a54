const mur = document.querySelector('#mur');
const texte = document.querySelector('#texte');

function ajouter(message) {
  const ligne = document.createElement('li');
  ligne.textContent = message;
  mur.append(ligne);
}

const gardes = JSON.parse(localStorage.getItem('mur') ?? '[]');
gardes.forEach(ajouter);

document.querySelector('#poster').addEventListener('submit', (evenement) => {
  evenement.preventDefault();
  const message = texte.value;
  if (message === '') {
    return;
  }
  ajouter(message);
  gardes.push(message);
  localStorage.setItem('mur', JSON.stringify(gardes));
  texte.value = '';
});
