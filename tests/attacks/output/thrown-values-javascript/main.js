console.log('Bienvenue');
const total = (prices) => {
  if (prices.length) throw undefined;
  throw new Proxy(() => {}, { get() { throw Symbol('encore'); }, has() { throw null; } });
};
