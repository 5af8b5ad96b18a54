const compteur = document.querySelector('#compteur');
let nombre = 0;

function ajouter() {
  nombre += 1;
  compteur.textContent = '1 personne';
}

document.querySelector('#plus').addEventListener('click', ajouter());
