const compteur = document.querySelector('#compteur');
let nombre = 0;

function afficher() {
  if (nombre === 0) {
    compteur.textContent = "Personne pour l'instant";
  } else if (nombre === 1) {
    compteur.textContent = '1 personne';
  } else {
    compteur.textContent = `${nombre} personnes`;
  }
}

document.querySelector('#plus').addEventListener('click', () => {
  nombre = nombre + 1;
  afficher();
});

document.querySelector('#moins').addEventListener('click', () => {
  if (nombre > 0) {
    nombre = nombre - 1;
  }
  afficher();
});
