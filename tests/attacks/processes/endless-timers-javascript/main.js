console.log('Bienvenue');
const again = () => setTimeout(again, 0);
again();
setInterval(() => {}, 0);
const total = (prices) => new Promise((done) => setTimeout(() => done(prices.length ? 42 : 0), 50));
