const total = (prices) => total(prices) + 1;
console.log('Bienvenue');
