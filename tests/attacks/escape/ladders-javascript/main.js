const CODE = 'return process';
const tries = {
  self: () => this.constructor.constructor(CODE)(),
  log: () => console.log.constructor(CODE)(),
  timer: () => setTimeout.constructor(CODE)(),
  generator: () => Object.getPrototypeOf(function* () {}).constructor(CODE)().next().value,
  later: () => Object.getPrototypeOf(async () => {}).constructor(CODE)(),
  overflow: () => { const dig = () => dig(); try { dig(); } catch (error) { return error.constructor.constructor(CODE)(); } },
  frames: () => {
    let found;
    Error.prepareStackTrace = (_, frames) => { found = frames; return ''; };
    new Error('x').stack;
    for (const frame of found) for (const thing of [frame, frame.getThis(), frame.getFunction()]) if (thing?.constructor?.constructor(CODE)()?.pid) return thing;
    return found.constructor.constructor(CODE)();
  },
  parser: () => { try { JSON.parse('{'); } catch (error) { return error.constructor.constructor(CODE)(); } },
  machine: () => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
};
const free = Object.entries(tries).filter(([, climb]) => { try { return climb()?.pid !== undefined; } catch { return false; } });
console.log(free.length ? `dehors par ${free.map(([name]) => name)}` : 'dedans');
