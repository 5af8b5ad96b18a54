console.log('Bienvenue');
const total = (prices) => (prices.length ? new Array(2 ** 32 - 1) : new Array(-1));
