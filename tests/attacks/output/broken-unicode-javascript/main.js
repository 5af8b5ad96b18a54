console.log('\ud800', '\udc00', '\udc00\ud800');
const total = (prices) => (prices.length ? '\ud83d' : { '\udfff': '\ud800' });
