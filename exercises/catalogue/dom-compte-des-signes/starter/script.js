const message = document.querySelector('#message');
const reste = document.querySelector('#reste');

// À vous.
