console.log('\u001b[2J\u001b[31mBienvenue\u001b[0m');
console.log('\u001b]8;;https://example.org\u0007Bienvenue\u001b]8;;\u0007');
console.log('raté\rBienvenue');
console.log('\u202eeunevneiB\u202c', 'B\u200bienvenue', 'Z\u0300'.padEnd(500, '\u0301'));
const total = (prices) => (prices.length ? '\u202e24' : '\u0e47'.repeat(5000));
