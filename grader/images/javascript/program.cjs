// One run of the apprentice's files, in a context of its own. No object of this side ever enters it: the
// scripts of the folder `inside` are run there, and only what they made is handed to each other.
'use strict';

const { readFileSync } = require('node:fs');
const vm = require('node:vm');
const { Module, callOnly } = require('./engine.cjs');

const LIMITS = {
  text: 4000, room: 32_000, items: 200, nodes: 3000, depth: 8, // of one value
  lines: 400, tail: 20, printed: 40_000, // of what is printed
  clock: 60_000, // virtual milliseconds that timers may cover
};
const TICKS = 2_000;

const inside = {};
for (const name of ['natives', 'values', 'printing', 'clock', 'platform', 'addresses', 'bridge']) {
  const filename = `${__dirname}/inside/${name}.js`;
  inside[name] = new vm.Script(readFileSync(filename, 'utf8'), { filename });
}
const limitsInside = new vm.Script(`(${JSON.stringify(LIMITS)})`, { filename: '/limits' });
const nothing = new vm.Script('undefined', { filename: '/nothing' });
const guarded = new vm.Script("'use strict'; guardedWork()", { filename: '/guarded' });
const QUIET = { displayErrors: false };

class Stuck extends Error {}

/** Does this work, and all that it starts, within so many seconds; throws Stuck. */
function within(seconds, work) {
  let result;
  globalThis.guardedWork = () => { result = work(); };
  try {
    guarded.runInThisContext({ timeout: Math.ceil(seconds * 1000), displayErrors: false });
  } catch (error) {
    if (error?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new Stuck();
    throw error;
  }
  return result;
}

class Program {
  constructor() {
    this.context = vm.createContext(vm.constants.DONT_CONTEXTIFY, { microtaskMode: 'afterEvaluate' });
    const run = (script) => script.runInContext(this.context);
    const limits = run(limitsInside);
    const natives = run(inside.natives)();
    const values = run(inside.values)(natives, limits);
    const printing = run(inside.printing)(natives, values, limits);
    const clock = run(inside.clock)(natives, limits);
    run(inside.addresses)(natives, run(inside.platform)(natives));
    this.bridge = run(inside.bridge)(natives, values, printing, clock);
    this.modules = new Map(); // path -> module
    this.starts = 0;
    this.opening = []; // what import() asked for and is still on its way
  }

  /** Runs the files. Returns what went wrong first, or null: what was declared before stays usable. */
  load(files) {
    this.files = files;
    callOnly(this.bridge.called);
    const wrong = files.modular ? this.loadModule(files.entry) : this.loadScripts();
    const late = this.letTimersRun();
    return wrong ?? late;
  }

  loadScripts() {
    let wrong = null;
    for (const [, { script, error }] of this.files.scripts) {
      const result = error ? { thrown: error } : this.run(script);
      wrong ??= result.thrown ?? null;
    }
    return wrong;
  }

  run(script) {
    return this.attempt(() => script.runInContext(this.context, QUIET));
  }

  /** Does one thing inside; what it throws comes back described, never as a live object. */
  attempt(work) {
    try {
      return { value: work() };
    } catch (thrown) {
      this.bridge.hold(thrown);
      return { thrown: this.described() };
    }
  }

  described(ask = this.bridge.describe) {
    try {
      const text = ask();
      if (text === null) return null;
      const { name, message, stack } = JSON.parse(text);
      return { name, message, ...this.files.placeIn(stack) };
    } catch {
      return { name: '', message: '', ...this.files.placeIn('') }; // even its description throws
    }
  }

  // ---- time -------------------------------------------------------------------------------------
  /** Lets promises and import() settle. */
  settle() {
    do nothing.runInContext(this.context, QUIET); while (this.openImports());
  }

  /** Lets timers run, one at a time, until none is left or `done`; returns the first error nobody caught. */
  letTimersRun(done = () => false) {
    this.settle();
    let wrong = this.described(this.bridge.describeUnheard);
    for (let count = 0; count < TICKS && !done(); count += 1) {
      const { value, thrown } = this.attempt(() => this.bridge.tick());
      wrong ??= thrown ?? null;
      if (value === false) break;
      this.settle();
      wrong ??= this.described(this.bridge.describeUnheard);
    }
    return wrong;
  }

  // ---- modules ----------------------------------------------------------------------------------
  module(path) {
    if (!this.modules.has(path)) {
      const made = new Module(path, this.files.sources[path], this.context);
      this.modules.set(path, made);
      made.link(this.files.module(path).imports.map((next) => this.module(next)));
    }
    return this.modules.get(path);
  }

  /** Starts a module, below one of ours that says when it has ended; returns ours, or what is wrong. */
  start(path) {
    const problem = this.files.problemOf(path);
    if (problem) return { error: problem };
    this.starts += 1;
    const number = this.starts;
    const root = new Module(`/start/${number}`, "import * as names from 'it'; import.meta.ended(names);", this.context);
    root.link([this.module(path)]);
    try {
      root.start();
    } catch (error) {
      return { error: this.files.describe(error) };
    }
    return { root, number };
  }

  loadModule(path) {
    const { error, root, number } = this.start(path);
    if (error) return error;
    const late = this.letTimersRun(() => root.failed || this.bridge.hasEnded(number));
    if (!root.failed) return late;
    this.bridge.hold(root.error);
    return this.described();
  }

  /** Answers what import() asked for; returns whether something happened. */
  openImports() {
    let happened = false;
    for (let text = this.bridge.nextImport(); text !== null; text = this.bridge.nextImport()) {
      happened = true;
      this.open(JSON.parse(text));
    }
    const waiting = this.opening.length;
    this.opening = this.opening.filter((one) => !this.opened(one));
    return happened || this.opening.length < waiting;
  }

  open({ id, specifier, referrer }) {
    const { path, error } = this.files.find(specifier, referrer === 'expression' ? this.files.entry : referrer);
    const started = error ? { error } : this.start(path);
    if (started.error) this.bridge.notImported(id, started.error.name, started.error.message);
    else this.opening.push({ id, ...started });
  }

  opened({ id, root, number }) {
    if (root.failed) this.bridge.refuseImport(id, root.error);
    else if (this.bridge.hasEnded(number)) this.bridge.imported(id, number);
    else return false;
    return true;
  }

  // ---- probes -----------------------------------------------------------------------------------
  /** What an expression gives, as JSON of `{"value": …}` or `{"thrown": …}`. */
  evaluate({ script, error }, from) {
    if (error) return JSON.stringify({ thrown: error });
    const unreadable = this.expose(from);
    if (unreadable) return JSON.stringify({ thrown: unreadable });
    const result = this.run(script);
    const thrown = result.thrown ?? this.awaited(result.value);
    if (thrown) return JSON.stringify({ thrown });
    if (this.bridge.state() === 'pending') return '{"value":{"type":"promise"}}';
    const encoded = this.attempt(() => this.bridge.encode());
    return encoded.thrown ? JSON.stringify({ thrown: encoded.thrown }) : `{"value":${encoded.value}}`;
  }

  printed() {
    return this.bridge.printed();
  }

  /** What is printed by an expression alone, as JSON, with what it threw. */
  printedAfter(compiled, from) {
    this.bridge.forget();
    const { thrown } = JSON.parse(this.evaluate(compiled, from));
    return thrown ? `${this.printed().slice(0, -1)},"thrown":${JSON.stringify(thrown)}}` : this.printed();
  }

  /** Holds the value, or what the promise that it is comes to; returns what went wrong, or null. */
  awaited(value) {
    this.bridge.hold(value);
    const { value: state, thrown } = this.attempt(() => this.bridge.follow());
    if (thrown || state === 'none') return thrown ?? null;
    const wrong = this.letTimersRun(() => this.bridge.state() !== 'pending');
    if (this.bridge.state() === 'broken') return this.described();
    return this.bridge.state() === 'pending' ? wrong : null;
  }

  /** Lets the expression use what the entry exports, and the module that its probe names. */
  expose(from) {
    if (!this.files.modular) return null;
    for (const path of new Set([this.files.entry, from ?? this.files.entry])) {
      const wrong = this.modules.has(path) || path === this.files.entry ? null : this.loadFrom(path);
      if (wrong) return wrong;
      const names = this.modules.get(path)?.names;
      if (names) this.bridge.expose(names);
    }
    return null;
  }

  loadFrom(path) {
    if (Object.hasOwn(this.files.sources, path)) return this.loadModule(path);
    return { name: 'TypeError', message: `No file "${path}" to import`, ...this.files.placeIn('') };
  }
}

module.exports = { Program, Stuck, within };
