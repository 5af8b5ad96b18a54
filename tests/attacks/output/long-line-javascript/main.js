console.log('x'.repeat(2e7));
const total = () => 'x'.repeat(2e7);
