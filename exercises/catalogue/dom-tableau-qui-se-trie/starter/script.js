const bouton = document.querySelector('#trier');
const entete = document.querySelector('#heures');
const corps = document.querySelector('#lignes');

// À vous.
