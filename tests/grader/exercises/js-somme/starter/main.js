// Écrivez ici la fonction somme.
console.log('Bonjour');
