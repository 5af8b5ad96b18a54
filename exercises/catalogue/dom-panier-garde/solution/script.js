const formulaire = document.querySelector('#ajout');
const produit = document.querySelector('#produit');
const panier = document.querySelector('#panier');
const noms = JSON.parse(localStorage.getItem('panier') ?? '[]');

function montrer(nom) {
  const ligne = document.createElement('li');
  ligne.textContent = nom;
  panier.append(ligne);
}

noms.forEach(montrer);
formulaire.addEventListener('submit', (evenement) => {
  evenement.preventDefault();
  const nom = produit.value.trim();
  if (nom === '') {
    return;
  }
  noms.push(nom);
  localStorage.setItem('panier', JSON.stringify(noms));
  montrer(nom);
  produit.value = '';
});
