// What the observer may ask of a program. Only strings, numbers and truths come out of it, and the four
// functions that the engine calls by itself: so no function of the outside ever runs above the apprentice's
// code, where it could be made to throw an error of its own world.
(function bridge(native, values, printing, clock, limits) {
  'use strict';

  const { apply, list, stringify } = native;

  let held; // the value or the error that is being looked at
  let state = 'none'; // of the promise that is being followed

  function property(value, name) {
    try {
      const found = value[name];
      return typeof found === 'string' ? values.short(found) : '';
    } catch {
      return '';
    }
  }

  function described(error) {
    const isObject = typeof error === 'object' && error !== null;
    return stringify({
      __proto__: null,
      name: isObject ? property(error, 'name') : '',
      message: isObject ? property(error, 'message') : values.short(printing.asText(error)),
      stack: isObject ? property(error, 'stack') : '',
    });
  }

  async function awaitHeld() {
    try {
      held = await held;
      state = 'kept';
    } catch (reason) {
      held = reason;
      state = 'broken';
    }
  }

  // ---- import() -----------------------------------------------------------------------------------
  const asked = list();
  const promises = new native.Map();
  let imports = 0;

  function importing(symbol, specifier, phase, attributes, referrer) {
    imports += 1;
    const id = imports;
    return new native.Promise((resolve, reject) => {
      apply(native.mapSet, promises, [id, { __proto__: null, resolve, reject }]);
      asked[asked.length] = { __proto__: null, id, specifier: values.short(specifier), referrer: `${referrer}` };
    });
  }

  const START = '/start/'; // the observer's own modules, which begin the others and say when they have ended
  const ended = new native.Map();

  /** Fills import.meta. The symbol's description is the name of the module. */
  function describeModule(symbol, meta) {
    const name = apply(native.symbolName, symbol, []);
    if (!apply(native.startsWith, name, [START])) {
      meta.url = `file:///${name}`;
      return;
    }
    const number = native.Number(apply(native.slice, name, [START.length]));
    meta.ended = (names) => { apply(native.mapSet, ended, [number, names]); };
  }

  // ---- where an error was thrown ------------------------------------------------------------------
  let site = null; // the methods of a call site, which no code of the apprentice's ever holds

  function isOurs(file) {
    return typeof file !== 'string' || apply(native.startsWith, file, ['/']) || apply(native.startsWith, file, ['node:']);
  }

  function stackOf(scope, error, sites) {
    let text = '';
    for (let i = 0; i < sites.length; i += 1) {
      if (site === null) {
        const prototype = native.getPrototypeOf(sites[i]);
        site = { __proto__: null, file: prototype.getFileName, text: prototype.toString };
      }
      if (!isOurs(apply(site.file, sites[i], []))) text += `\n    at ${apply(site.text, sites[i], [])}`;
    }
    return scope === globalThis ? `${error}${text}` : text;
  }

  // ---- promises whose refusal nobody heard --------------------------------------------------------
  const REFUSED = 0;
  const HEARD = 1;
  const unheard = list();

  function refused(event, promise, reason) {
    if (event === REFUSED && unheard.length < 50) {
      unheard[unheard.length] = { __proto__: null, promise, reason };
    } else if (event === HEARD) {
      drop((one) => one.promise === promise);
    }
  }

  function drop(isWrong) {
    let kept = 0;
    for (let i = 0; i < unheard.length; i += 1) {
      if (isWrong(unheard[i])) continue;
      unheard[kept] = unheard[i];
      kept += 1;
    }
    unheard.length = kept;
  }

  return {
    __proto__: null,
    called: { __proto__: null, importing, describeModule, stackOf, refused },

    // ---- values and errors ------------------------------------------------------------------------
    hold(value) { held = value; },
    encode: () => stringify(values.seen(held)),
    describe: () => described(held),
    /** Describes the first refusal that nobody heard, or null. */
    describeUnheard: () => (unheard.length === 0 ? null : described(unheard[0].reason)),
    /** Follows the held value if it is a promise, or behaves like one. */
    follow() {
      state = 'none';
      if (typeof held === 'object' && held !== null && typeof held.then === 'function') {
        state = 'pending';
        awaitHeld();
      }
      return state;
    },
    state: () => state,

    // ---- time and what is printed -----------------------------------------------------------------
    tick: clock.tick,
    printed: printing.printed,
    forget: printing.forget,

    // ---- modules ----------------------------------------------------------------------------------
    /** The next file that import() asks for, as JSON, or null. */
    nextImport() {
      if (asked.length === 0) return null;
      const first = asked[0];
      for (let i = 1; i < asked.length; i += 1) asked[i - 1] = asked[i];
      asked.length -= 1;
      return stringify(first);
    },
    hasEnded: (number) => apply(native.mapHas, ended, [number]),
    imported(id, number) { apply(native.mapGet, promises, [id]).resolve(apply(native.mapGet, ended, [number])); },
    notImported(id, name, message) {
      const Kind = name === 'SyntaxError' ? native.SyntaxError : native.TypeError;
      apply(native.mapGet, promises, [id]).reject(new Kind(message));
    },
    refuseImport(id, reason) {
      drop((one) => one.reason === reason); // the module's own promise, which nobody could hear
      apply(native.mapGet, promises, [id]).reject(reason);
    },
    /** Makes what a module exports usable by its name, for the expressions of the probes. */
    expose(namespace) {
      const names = native.ownKeys(namespace);
      for (let i = 0; i < names.length; i += 1) {
        const name = names[i];
        if (typeof name !== 'string' || name === 'default') continue;
        native.defineProperty(globalThis, name, { __proto__: null, get: () => namespace[name], configurable: true, enumerable: false });
      }
    },
  };
})
