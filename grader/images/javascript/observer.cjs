// Reads one request on standard input, runs the apprentice's files in contexts of their own, answers the
// probes. It knows no expected value. Every line it writes carries the request's nonce.
'use strict';

const { readSync, writeSync } = require('node:fs');
const { collectGarbage } = require('./engine.cjs');
const { Files } = require('./files.cjs');
const { Program, Stuck, within } = require('./program.cjs');
const { rehearsal } = require('./rehearsal.cjs');

const STOCK = 6; // programs ready before anyone clicks: five probes, and one more

function readRequest() {
  const chunks = [];
  let size = 0;
  let end = Infinity;
  while (size < end) {
    const chunk = Buffer.allocUnsafe(65_536);
    const count = readSync(0, chunk);
    if (count === 0) throw new Error('the request is cut');
    chunks.push(chunk.subarray(0, count));
    size += count;
    const line = end === Infinity ? Buffer.concat(chunks) : null;
    if (line?.includes(10)) end = line.indexOf(10) + 1 + Number(line.subarray(0, line.indexOf(10)));
  }
  const all = Buffer.concat(chunks);
  return JSON.parse(all.subarray(all.indexOf(10) + 1, end));
}

/** Tells what each probe of a request sees; `tell` takes JSON, `take` gives a program that nobody used. */
class Observation {
  constructor(request, take, tell) {
    this.request = request;
    this.take = take;
    this.tell = tell;
    this.files = new Files(request);
    this.expressions = new Map();
    for (const { id, expression, after } of request.probes) {
      const text = expression ?? after;
      if (text !== undefined) this.expressions.set(id, this.files.compile(text, 'expression'));
    }
  }

  note(kind, details) {
    this.tell(`{"note":${JSON.stringify({ kind, ...details })}}`);
  }

  run() {
    let program = this.take();
    if (!this.inTime('load', () => this.load(program))) return;
    for (const probe of this.request.probes) {
      const fresh = program === null;
      program ??= this.take();
      const answered = this.inTime(probe.id, () => {
        if (fresh) program.load(this.files);
        this.tell(`{"probe":${JSON.stringify(probe.id)},"seen":${this.answer(program, probe)}}`);
      });
      if (!answered) return;
      program = null; // the first program, just loaded, serves the first probe; the others have their own
    }
  }

  inTime(during, work) {
    try {
      within(this.request.seconds, work);
      return true;
    } catch (error) {
      if (!(error instanceof Stuck)) throw error;
      this.note('out_of_time', { during });
      return false;
    }
  }

  load(program) {
    const wrong = program.load(this.files);
    if (wrong) this.note('load_error', wrong);
    this.tell(`{"note":{"kind":"printed",${program.printed().slice(1)}}`);
  }

  answer(program, { id, kind, from, after }) {
    if (kind === 'value') return program.evaluate(this.expressions.get(id), from);
    if (kind !== 'output') return JSON.stringify({ refused: `unknown probe ${kind}` });
    return after ? program.printedAfter(this.expressions.get(id), from) : program.printed();
  }
}

rehearsal((request, tell) => new Observation(request, () => new Program(), tell).run());
collectGarbage(); // what the rehearsal leaves would be held by every box that waits
const stock = Array.from({ length: STOCK }, () => new Program());
writeSync(1, 'ready\n');

const request = readRequest();
const mark = `@${request.nonce} `;
const write = (text) => {
  let line = Buffer.from(`${mark}${text}\n`);
  while (line.length) line = line.subarray(writeSync(1, line));
};
new Observation(request, () => stock.pop() ?? new Program(), write).run();
write('{"end":true}');
// What the apprentice's code left to do is not done: nothing of it could be told any more. This thread waits to be
// killed: leaving by itself would make the engine work while others are being served.
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
