const mur = document.querySelector('#mur');
const texte = document.querySelector('#texte');

document.querySelector('#poster').addEventListener('submit', (evenement) => {
  evenement.preventDefault();
  mur.innerHTML += `<li>${texte.value}</li>`;
});
