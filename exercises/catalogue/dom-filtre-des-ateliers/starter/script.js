const filtre = document.querySelector('#filtre');
const compte = document.querySelector('#compte');
const lignes = document.querySelectorAll('#ateliers li');

// À vous.
