const compteur = document.querySelector('#compteur');
let nombre = 0;

// À vous.
