console.log('Bienvenue');
const total = (prices) => {
  let deep = {};
  if (prices.length) for (let i = 0; i < 1e4; i += 1) deep = { deep };
  else for (let i = 0; i < 3e5; i += 1) deep[`prix${i}`] = i;
  return deep;
};
