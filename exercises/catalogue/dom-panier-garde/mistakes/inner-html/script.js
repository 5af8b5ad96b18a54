const produit = document.querySelector('#produit');
const panier = document.querySelector('#panier');
const noms = JSON.parse(localStorage.getItem('panier') ?? '[]');
function dessiner() {
  panier.innerHTML = noms.map((n) => `<li>${n}</li>`).join('');
}
dessiner();
document.querySelector('#ajout').addEventListener('submit', (e) => {
  e.preventDefault();
  const nom = produit.value.trim();
  if (nom === '') {
    return;
  }
  noms.push(nom);
  localStorage.setItem('panier', JSON.stringify(noms));
  dessiner();
  produit.value = '';
});
