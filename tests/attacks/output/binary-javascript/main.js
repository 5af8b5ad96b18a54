const all = Array.from({ length: 160 }, (_, code) => String.fromCharCode(code)).join('');
console.log(all);
const total = (prices) => {
  if (prices.length) return all;
  throw new Error(all);
};
