globalThis.asked = (globalThis.asked ?? 0) + 1;
Object.prototype.asked = globalThis.asked;
console.log(globalThis.asked === 1 ? 'Bienvenue' : 'Encore');
const total = (prices) => (globalThis.asked > 1 ? prices.reduce((sum, price) => sum + price, 0) : -1);
