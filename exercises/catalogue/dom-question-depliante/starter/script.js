const question = document.querySelector('#question');
const reponse = document.querySelector('#reponse');

// À vous.
