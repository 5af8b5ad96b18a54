const produit = document.querySelector('#produit');
const panier = document.querySelector('#panier');
document.querySelector('#ajout').addEventListener('submit', (e) => {
  e.preventDefault();
  if (produit.value.trim() === '') {
    return;
  }
  const ligne = document.createElement('li');
  ligne.textContent = produit.value;
  panier.append(ligne);
  produit.value = '';
});
