const compteur = document.querySelector('#compteur');
let nombre = 0;

function afficher() {
  compteur.textContent = nombre === 0 ? "Personne pour l'instant" : `${nombre} personne${nombre > 1 ? 's' : ''}`;
}

document.querySelector('#plus').addEventListener('click', () => {
  nombre += 1;
  afficher();
});
document.querySelector('#moins').addEventListener('click', () => {
  nombre -= 1;
  afficher();
});
