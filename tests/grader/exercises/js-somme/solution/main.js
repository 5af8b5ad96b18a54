const somme = (a, b) => a + b;
console.log('Bonjour');
