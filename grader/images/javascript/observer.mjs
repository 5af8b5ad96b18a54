// Reads one request on standard input, runs the apprentice's files in contexts of their own, answers the
// probes. It knows no expected value. Every line it writes carries the request's nonce.
import { readFileSync, readSync, writeSync } from 'node:fs';
import { types } from 'node:util';
import vm from 'node:vm';

const LIMITS = {
  text: 4000, items: 200, nodes: 3000, depth: 8, // of one value
  lines: 400, tail: 20, printed: 64_000, // of what is printed
  clock: 60_000, // virtual milliseconds that timers may cover
};
const TICKS = 2_000;
const KEY = `observer${process.pid}${process.hrtime.bigint()}`;

const prelude = new vm.Script(readFileSync(new URL('./prelude.js', import.meta.url), 'utf8'), { filename: 'prelude' });
const asks = {};
for (const name of ['encode', 'describe', 'follow', 'promised', 'tick', 'printed', 'forget']) {
  asks[name] = new vm.Script(`globalThis.${KEY}.${name}()`, { filename: 'observer' });
}

function readRequest() {
  const chunks = [];
  let size = 0;
  let wanted = null;
  for (;;) {
    const chunk = Buffer.alloc(65_536);
    const count = readSync(0, chunk);
    if (count === 0) throw new Error('the request is cut');
    chunks.push(chunk.subarray(0, count));
    size += count;
    const all = wanted === null || size >= wanted.end ? Buffer.concat(chunks) : null;
    if (wanted === null && all.includes(10)) {
      const start = all.indexOf(10) + 1;
      wanted = { start, end: start + Number(all.subarray(0, start - 1)) };
    }
    if (wanted !== null && size >= wanted.end) return JSON.parse(Buffer.concat(chunks).subarray(wanted.start, wanted.end));
  }
}

class Stuck extends Error {}

/** One program: a fresh context in which the apprentice's scripts are loaded like script elements. */
class Program {
  constructor(request) {
    this.request = request;
    this.deadline = request.seconds * 1000;
    this.context = vm.createContext(vm.constants.DONT_CONTEXTIFY, { microtaskMode: 'afterEvaluate' });
    this.bridge = prelude.runInContext(this.context)(LIMITS_IN(this.context));
    Reflect.defineProperty(this.context, KEY, { value: this.bridge });
  }

  /** Runs a compiled script; what it throws comes back described, never as a live object. */
  attempt(script) {
    try {
      return { value: script.runInContext(this.context, { timeout: this.deadline, displayErrors: false }) };
    } catch (thrown) {
      if (ranTooLong(thrown)) throw new Stuck();
      this.bridge.hold(thrown);
      return { thrown: this.describe() };
    }
  }

  ask(name) {
    const answer = this.attempt(asks[name]);
    return 'thrown' in answer ? null : answer.value;
  }

  askJson(name) {
    const text = this.ask(name);
    return typeof text === 'string' ? JSON.parse(text) : null;
  }

  describe() {
    const told = this.askJson('describe');
    if (told === null) return { name: 'Error', message: '', line: null, column: null, file: null };
    return { name: told.name, message: told.message, ...placeIn(told.stack, this.request.files) };
  }

  compile(source, filename) {
    try {
      return { script: new vm.Script(source, { filename }) };
    } catch (error) {
      return { thrown: { name: error.name, message: error.message, ...placeIn(error.stack, this.request.files) } };
    }
  }

  run(source, filename) {
    const compiled = this.compile(source, filename);
    return 'thrown' in compiled ? compiled : this.attempt(compiled.script);
  }

  /** Returns what went wrong, or null. Declarations made before the error stay usable, as in a browser. */
  load() {
    let wrong = null;
    for (const path of scriptsInOrder(this.request)) {
      const result = this.run(this.request.files[path], path);
      if ('thrown' in result && wrong === null) wrong = result.thrown;
    }
    return wrong ?? this.letTimersRun();
  }

  letTimersRun(until = () => false) {
    for (let count = 0; count < TICKS && !until(); count += 1) {
      const result = this.attempt(asks.tick);
      if ('thrown' in result) return result.thrown;
      if (result.value !== 1) return null;
    }
    return null;
  }

  evaluate(expression) {
    const result = this.run(expression, 'expression');
    if ('thrown' in result) return { thrown: result.thrown };
    this.bridge.hold(result.value);
    if (this.ask('follow') === 'pending') {
      const wrong = this.letTimersRun(() => this.ask('promised') !== 'pending');
      const state = this.ask('promised');
      if (state === 'pending') return wrong === null ? { value: { type: 'promise' } } : { thrown: wrong };
      if (state === 'broken') return { thrown: this.describe() };
    }
    const value = this.askJson('encode');
    return value === null ? { value: { type: 'cut' } } : { value };
  }
}

// The limits are rebuilt inside: no object of this side crosses.
const LIMITS_IN = (context) => vm.runInContext(`(${JSON.stringify(LIMITS)})`, context);

function ranTooLong(thrown) {
  if (typeof thrown !== 'object' || thrown === null || types.isProxy(thrown)) return false;
  return Object.getOwnPropertyDescriptor(thrown, 'code')?.value === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

function scriptsInOrder({ files, entry }) {
  const others = Object.keys(files).filter((path) => path.endsWith('.js') && path !== entry).sort();
  return [...others, entry];
}

function placeIn(stack, files) {
  for (const line of String(stack).split('\n')) {
    const place = /(?:^|[\s(])([\w./-]+):(\d+)(?::(\d+))?\)?$/.exec(line);
    if (place && Object.hasOwn(files, place[1])) {
      return { file: place[1], line: Number(place[2]), column: place[3] ? Number(place[3]) : null };
    }
  }
  return { file: null, line: null, column: null };
}

function answer(request, probe) {
  const program = new Program(request);
  program.load();
  if (probe.kind === 'value') return program.evaluate(probe.expression);
  if (probe.kind !== 'output') return { refused: `unknown probe ${probe.kind}` };
  if (!probe.after) return program.askJson('printed');
  program.ask('forget');
  const result = program.evaluate(probe.after);
  return { ...program.askJson('printed'), ...('thrown' in result ? { thrown: result.thrown } : {}) };
}

function observe(request, tell) {
  const first = new Program(request);
  let wrong = null;
  try {
    wrong = first.load();
  } catch (error) {
    if (!(error instanceof Stuck)) throw error;
    tell({ note: { kind: 'out_of_time', during: 'load' } });
    return;
  }
  if (wrong) tell({ note: { kind: 'load_error', ...wrong } });
  tell({ note: { kind: 'printed', ...first.askJson('printed') } });
  for (const probe of request.probes) {
    try {
      tell({ probe: probe.id, seen: answer(request, probe) });
    } catch (error) {
      if (!(error instanceof Stuck)) throw error;
      tell({ note: { kind: 'out_of_time', during: probe.id } });
      return;
    }
  }
}

writeSync(1, 'ready\n');
const request = readRequest();
const tell = (message) => {
  let line = Buffer.from(`@${request.nonce} ${JSON.stringify(message)}\n`);
  while (line.length) line = line.subarray(writeSync(1, line));
};
observe(request, tell);
tell({ end: true });
