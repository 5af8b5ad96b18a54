const compteur = document.querySelector('#compteur');
let nombre = 0;

function afficher() {
  compteur.textContent = nombre ? `${nombre} personnes` : "Personne pour l'instant";
}

document.querySelector('#plus').addEventListener('click', () => {
  nombre += 1;
  afficher();
});
document.querySelector('#moins').addEventListener('click', () => {
  nombre = Math.max(0, nombre - 1);
  afficher();
});
