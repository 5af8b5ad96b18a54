const formulaire = document.querySelector('#reservation');
const jours = document.querySelector('#jours');
const erreur = document.querySelector('#erreur');
const merci = document.querySelector('#merci');

// À vous.
