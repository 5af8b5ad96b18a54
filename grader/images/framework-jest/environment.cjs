// Where the tests run: Jest's own surroundings for Node, which also tell what each test came to, and whether a
// test that must fail still does. The apprentice's code shares the process: this stops only cheap tricks.
'use strict';

const { inspect } = require('node:util');
const NodeEnvironment = require('jest-environment-node').default;
const { tell, thrown } = require('./telling.cjs');

const ROOT = '/tmp/program/';
const EXPECTED = /^Expected(?: \w+)*:\s+(.*)$/m;
const RECEIVED = /^Received(?: \w+)*:\s+(.*)$/m;

class Environment extends NodeEnvironment {
  constructor(config, context) {
    super(config, context);
    this.file = context.testPath.startsWith(ROOT) ? context.testPath.slice(ROOT.length) : context.testPath;
    this.counterTest = null;
  }

  async setup() {
    await super.setup();
    const print = (...given) => {
      process.stdout.write(`${given.map((one) => (typeof one === 'string' ? one : inspect(one))).join(' ')}\n`);
    };
    for (const name of ['log', 'info', 'warn', 'error', 'debug']) this.global.console[name] = print;
  }

  handleTestEvent(event, state) {
    if (event.name === 'setup') this.prepare(event.runtimeGlobals, state);
    if (event.name === 'run_start') {
      this.putCounterTestLast(state);
      if (Environment.unskipped.includes(this.file)) unskip(state);
      if (state.hasFocusedTests) this.counterTest.mode = 'only'; // a file may run some of its tests only
    }
    if (event.name === 'test_done' || event.name === 'test_skip' || event.name === 'test_todo') this.report(event);
  }

  prepare(globals, state) {
    globals.test('a test that must fail', () => {
      // Whoever replaced one of these makes it pass.
      const { expect } = this.global;
      let wrong = 0;
      for (const check of [() => expect(1).toBe(2), () => expect([1]).toEqual([2]), () => expect(() => {}).toThrow()]) {
        try { check(); } catch { wrong += 1; }
      }
      if (wrong === 3) throw new Error('as it must');
    });
    this.counterTest = state.rootDescribeBlock.children[0];
    this.lock(globals);
  }

  /** Keeps what tests are written with from being replaced by the code that they test. */
  lock(globals) {
    const { extend } = globals.expect;
    const own = new Set(Object.keys(globals.expect(0)));
    globals.expect.extend = (matchers) => {
      const replaced = Object.keys(matchers).filter((name) => own.has(name));
      if (replaced.length) throw new Error(`expect.extend cannot replace ${replaced.join(', ')}`);
      extend(matchers);
    };
    for (const name of Object.keys(globals)) {
      Object.freeze(globals[name]);
      Object.defineProperty(this.global, name, { value: globals[name], writable: false, configurable: false, enumerable: true });
    }
  }

  putCounterTestLast({ rootDescribeBlock }) {
    for (const kept of [rootDescribeBlock.children, rootDescribeBlock.tests]) {
      const at = kept.indexOf(this.counterTest);
      if (at >= 0) kept.push(...kept.splice(at, 1));
    }
  }

  report({ name, test }) {
    const errors = test.errors.map((one) => (Array.isArray(one) ? one[0] ?? one[1] : one));
    if (test === this.counterTest || test === this.counterTest?.test) {
      this.isSound = errors.length > 0;
      return;
    }
    const suite = [];
    for (let block = test.parent; block?.parent; block = block.parent) suite.unshift(block.name);
    const state = name === 'test_done' ? (errors.length ? 'failed' : 'passed') : 'skipped';
    const why = errors.length ? reason(errors[0]) : {};
    tell({ test: { file: this.file, suite, name: test.name, state, ms: test.duration ?? 0, ...why } });
  }

  async teardown() {
    Environment.sound = this.isSound === true;
    await super.teardown();
  }
}

// The files in which every test runs, those that are marked to be skipped too.
Environment.unskipped = [];

function unskip(state) {
  const keep = (block) => {
    if (block.mode !== 'todo') block.mode = undefined;
    block.children?.forEach(keep);
  };
  keep(state.rootDescribeBlock);
  state.hasFocusedTests = false;
}

/** Why a test failed: what was expected and found, or what was thrown instead. */
function reason(error) {
  const message = String(error?.message ?? error);
  if (!error?.matcherResult) return error?.name ? { message, thrown: thrown(error) } : { message };
  const [expected, found] = [EXPECTED.exec(message), RECEIVED.exec(message)];
  return { message, ...(expected && found ? { expected: expected[1], found: found[1] } : {}) };
}

module.exports = Environment;
