// Comes before each test file: a test that must fail, and a lock on what tests are written with. The apprentice's
// code shares the process: this stops only cheap tricks.
import { expect, test } from 'vitest';

const NAMES = ['test', 'it', 'describe', 'suite', 'expect', 'beforeEach', 'beforeAll', 'afterEach', 'afterAll', 'vi'];
const AGAIN = Symbol.for('a rehearsal went before');

test('a test that must fail', () => {
  let wrong = 0;
  for (const check of [() => expect(1).toBe(2), () => expect([1]).toEqual([2]), () => expect(() => {}).toThrow()]) {
    try { check(); } catch { wrong += 1; }
  }
  if (wrong === 3) throw new Error('as it must');
});

function lock() {
  const { extend } = expect;
  const assertion = expect(0);
  expect.extend = (matchers) => {
    const replaced = Object.keys(matchers).filter((name) => name in assertion);
    if (replaced.length) throw new Error(`expect.extend cannot replace ${replaced.join(', ')}`);
    extend(matchers);
  };
  for (const name of NAMES) {
    const value = globalThis[name];
    Object.freeze(value);
    // A setter that does nothing: Vitest itself sets these again for the next file.
    Object.defineProperty(globalThis, name, { get: () => value, set() {}, configurable: false, enumerable: true });
  }
}

// Files of one order share the process: what one of them locked stays so.
if (globalThis[AGAIN] === 1) lock();
globalThis[AGAIN] = (globalThis[AGAIN] ?? 0) + 1;
