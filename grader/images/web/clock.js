// Runs in every frame before the page's scripts, in their world. The page's time is ours: timers and dates
// follow it by themselves, animation frames do not, so they become timers of a sixtieth of a second. And as
// with any window that a person opened, a script cannot close this one.
(() => {
  const { setTimeout: later, clearTimeout: never, performance: clock } = globalThis;
  const FRAME = 1000 / 60;
  const provide = (name, value) => {
    Reflect.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: true });
  };
  provide('close', function close() {});
  provide('requestAnimationFrame', function requestAnimationFrame(callback) {
    if (typeof callback !== 'function') throw new TypeError('The callback provided as parameter 1 is not a function.');
    return later(() => callback(clock.now()), FRAME);
  });
  provide('cancelAnimationFrame', function cancelAnimationFrame(handle) {
    never(handle);
  });
})();
