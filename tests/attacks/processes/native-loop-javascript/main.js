const big = 7n ** 300000n;
let product = big;
for (let i = 0; i < 40; i += 1) product *= product;
`${product}`;
