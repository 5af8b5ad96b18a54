const bouton = document.querySelector('#bouton');
const menu = document.querySelector('#menu');

// À vous.
