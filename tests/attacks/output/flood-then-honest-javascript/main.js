for (let i = 0; i < 50000; i += 1) console.log('encore', i);
console.log('Bienvenue');
const total = (prices) => prices.reduce((sum, price) => sum + price, 0);
