Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
const total = (prices) => prices.reduce((sum, price) => sum + price, 0);
console.log('Bienvenue');
