console.log('Bienvenue');
const total = () => new Proxy(function () {}, {
  get: (target, key) => (key === Symbol.toPrimitive ? () => 42 : key === 'type' ? 'number' : 42),
  getPrototypeOf: () => Number.prototype,
  apply: () => 42,
});
