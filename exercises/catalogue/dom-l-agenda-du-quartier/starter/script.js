const etat = document.querySelector('#etat');
const agenda = document.querySelector('#agenda');
const lieu = document.querySelector('#lieu');

// À vous.
