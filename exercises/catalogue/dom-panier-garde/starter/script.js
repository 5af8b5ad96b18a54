const formulaire = document.querySelector('#ajout');
const produit = document.querySelector('#produit');
const panier = document.querySelector('#panier');

// À vous.
