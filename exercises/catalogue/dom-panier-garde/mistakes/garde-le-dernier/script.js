const produit = document.querySelector('#produit');
const panier = document.querySelector('#panier');
function montrer(nom) {
  const ligne = document.createElement('li');
  ligne.textContent = nom;
  panier.append(ligne);
}
const garde = localStorage.getItem('panier');
if (garde) {
  montrer(garde);
}
document.querySelector('#ajout').addEventListener('submit', (e) => {
  e.preventDefault();
  const nom = produit.value.trim();
  if (nom === '') {
    return;
  }
  localStorage.setItem('panier', nom);
  montrer(nom);
  produit.value = '';
});
