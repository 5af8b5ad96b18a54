// Runs inside the apprentice's own context, before any line of theirs, and takes hold of what it needs
// while it is still genuine. Only strings and numbers cross to the observer: no object of the outside
// is ever handed in, so there is nothing here to climb out with.
(function prelude(limits) {
  'use strict';

  const { stringify } = JSON;
  const { isArray } = Array;
  const { isInteger } = Number;
  const { ownKeys, apply, defineProperty, getPrototypeOf, getOwnPropertyDescriptor } = Reflect;
  const NativePromise = Promise;
  const promiseThen = Promise.prototype.then;
  const mapForEach = Map.prototype.forEach;
  const setForEach = Set.prototype.forEach;
  const mapSize = getOwnPropertyDescriptor(Map.prototype, 'size').get;
  const setSize = getOwnPropertyDescriptor(Set.prototype, 'size').get;
  const dateTime = Date.prototype.getTime;
  const dateIso = Date.prototype.toISOString;
  const regexpText = RegExp.prototype.toString;
  const NativeError = Error;
  const NativeString = String;
  const NativeNumber = Number;
  const slice = String.prototype.slice;
  const split = String.prototype.split;
  const join = Array.prototype.join;
  const charAt = String.prototype.charAt;
  const repeat = String.prototype.repeat;

  // ---- typed values -------------------------------------------------------------------------------
  const cut = (text) => apply(slice, text, [0, limits.text]);

  function succeeds(method, value) {
    try {
      apply(method, value, []);
      return true;
    } catch {
      return false;
    }
  }

  const isMap = (value) => succeeds(mapSize, value);
  const isSet = (value) => succeeds(setSize, value);
  const isDate = (value) => succeeds(dateTime, value);
  const isPromise = (value) => value instanceof NativePromise;

  function numberSeen(value) {
    if (value !== value) return { type: 'NaN' };
    if (value === Infinity || value === -Infinity) return { type: 'number', text: `${value}` };
    if (value === 0 && 1 / value < 0) return { type: 'number', text: '-0' };
    return { type: 'number', value };
  }

  function primitiveSeen(value) {
    switch (typeof value) {
      case 'undefined': return { type: 'undefined' };
      case 'boolean': return { type: 'boolean', value };
      case 'number': return numberSeen(value);
      case 'bigint': return { type: 'bigint', value: cut(`${value}`) };
      case 'string': return { type: 'string', value: cut(value), length: value.length };
      case 'symbol': return { type: 'symbol', value: cut(NativeString(value)) };
      case 'function': return { type: 'function', name: typeof value.name === 'string' ? cut(value.name) : '' };
      default: return { type: 'null' };
    }
  }

  function constructorName(value) {
    const prototype = getPrototypeOf(value);
    if (prototype === null) return '';
    const name = prototype.constructor?.name;
    return typeof name === 'string' ? cut(name) : '';
  }

  function arraySeen(value, look) {
    const items = [];
    const shown = value.length < limits.items ? value.length : limits.items;
    for (let i = 0; i < shown; i += 1) items[i] = i in value ? look(value[i]) : { type: 'hole' };
    return { type: 'array', length: value.length, items };
  }

  function mapSeen(value, look) {
    const entries = [];
    apply(mapForEach, value, [(item, key) => {
      if (entries.length < limits.items) entries[entries.length] = [look(key), look(item)];
    }]);
    return { type: 'map', length: apply(mapSize, value, []), entries };
  }

  function setSeen(value, look) {
    const items = [];
    apply(setForEach, value, [(item) => {
      if (items.length < limits.items) items[items.length] = look(item);
    }]);
    return { type: 'set', length: apply(setSize, value, []), items };
  }

  function plainSeen(value, look) {
    const keys = ownKeys(value);
    const entries = [];
    for (let i = 0; i < keys.length && entries.length < limits.items; i += 1) {
      if (typeof keys[i] !== 'string') continue;
      const property = getOwnPropertyDescriptor(value, keys[i]);
      if (property?.enumerable) entries[entries.length] = [cut(keys[i]), look(value[keys[i]])];
    }
    return { type: 'object', name: constructorName(value), length: keys.length, entries };
  }

  function objectSeen(value, look) {
    if (isArray(value)) return arraySeen(value, look);
    if (isDate(value)) {
      const valid = !NativeNumber.isNaN(apply(dateTime, value, []));
      return { type: 'date', value: valid ? apply(dateIso, value, []) : 'Invalid Date' };
    }
    if (isMap(value)) return mapSeen(value, look);
    if (isSet(value)) return setSeen(value, look);
    if (value instanceof NativeError) return { type: 'error', name: cut(`${value.name}`), message: cut(`${value.message}`) };
    if (value instanceof RegExp) return { type: 'regexp', value: cut(apply(regexpText, value, [])) };
    if (isPromise(value)) return { type: 'promise' };
    return plainSeen(value, look);
  }

  function seen(root) {
    let left = limits.nodes;
    const above = [];
    function look(value) {
      left -= 1;
      if (left < 0) return { type: 'cut' };
      if (typeof value !== 'object' || value === null) return primitiveSeen(value);
      for (let i = 0; i < above.length; i += 1) if (above[i] === value) return { type: 'circular' };
      if (above.length >= limits.depth) return { type: 'cut' };
      above[above.length] = value;
      try {
        return objectSeen(value, look);
      } finally {
        above.length -= 1;
      }
    }
    return look(root);
  }

  // ---- what console prints ------------------------------------------------------------------------
  function written(value, nested) {
    if (value.type === 'string') return nested ? stringify(value.value) : value.value;
    if (value.type === 'number') return value.text ?? `${value.value}`;
    if (value.type === 'bigint') return `${value.value}n`;
    if (value.type === 'function') return value.name ? `[Function: ${value.name}]` : '[Function (anonymous)]';
    if (value.type === 'array') return `[${listed(value.items)}]`;
    if (value.type === 'set') return `Set(${value.length}) {${listed(value.items)}}`;
    if (value.type === 'map') return `Map(${value.length}) {${paired(value.entries, ' => ', true)}}`;
    if (value.type === 'object') {
      const name = value.name && value.name !== 'Object' ? `${value.name} ` : '';
      return value.entries.length ? `${name}{ ${paired(value.entries, ': ', false)} }` : `${name}{}`;
    }
    if (value.type === 'error') return `${value.name}: ${value.message}`;
    if (value.type === 'circular') return '[Circular]';
    if (value.type === 'promise') return 'Promise';
    if (value.type === 'cut') return '…';
    return 'value' in value ? `${value.value}` : value.type;
  }

  function listed(items) {
    const texts = [];
    for (let i = 0; i < items.length; i += 1) texts[i] = written(items[i], true);
    return apply(join, texts, [', ']);
  }

  function paired(entries, sign, typedKeys) {
    const texts = [];
    for (let i = 0; i < entries.length; i += 1) {
      const key = typedKeys ? written(entries[i][0], true) : entries[i][0];
      texts[i] = `${key}${sign}${written(entries[i][1], true)}`;
    }
    return apply(join, texts, [', ']);
  }

  const asText = (value) => written(seen(value), false);

  function placeholder(letter, value) {
    if (letter === 's') return asText(value);
    if (letter === 'd') return `${NativeNumber(value)}`;
    if (letter === 'i') return `${NativeNumber.parseInt(value, 10)}`;
    if (letter === 'f') return `${NativeNumber.parseFloat(value)}`;
    if (letter === 'j') return `${stringify(value)}`;
    if (letter === 'o' || letter === 'O') return written(seen(value), true);
    return letter === 'c' ? '' : null;
  }

  function filled(template, values) {
    let text = '';
    let used = 1;
    for (let i = 0; i < template.length; i += 1) {
      const sign = apply(charAt, template, [i]);
      const letter = apply(charAt, template, [i + 1]);
      const given = sign === '%' && used < values.length ? placeholder(letter, values[used]) : null;
      if (given === null) {
        text += sign;
        if (sign === '%' && letter === '%') i += 1;
      } else {
        text += given;
        used += 1;
        i += 1;
      }
    }
    return { text, used };
  }

  const printed = { head: [], tail: [], count: 0, size: 0 };
  let indent = 0;

  function printLine(line) {
    printed.count += 1;
    const short = cut(line);
    if (printed.head.length < limits.lines && printed.size + short.length <= limits.printed) {
      printed.size += short.length;
      printed.head[printed.head.length] = short;
      return;
    }
    const kept = apply(slice, short, [0, 200]);
    if (printed.tail.length < limits.tail) printed.tail[printed.tail.length] = kept;
    else printed.tail[printed.count % limits.tail] = kept;
  }

  function print(...values) {
    let texts = [];
    let from = 0;
    if (values.length > 1 && typeof values[0] === 'string') {
      const start = filled(values[0], values);
      texts = [start.text];
      from = start.used;
    }
    for (let i = from; i < values.length; i += 1) texts[texts.length] = asText(values[i]);
    const lines = apply(split, apply(join, texts, [' ']), ['\n']);
    const margin = apply(repeat, '  ', [indent]);
    for (let i = 0; i < lines.length; i += 1) printLine(margin + lines[i]);
  }

  const console = {
    log: print, info: print, warn: print, error: print, debug: print, dir: (value) => print(value), table: print,
    trace: print, time() {}, timeEnd() {}, clear() {},
    assert(truth, ...values) { if (!truth) print('Assertion failed', ...values); },
    group(...values) { if (values.length) print(...values); if (indent < 20) indent += 1; },
    groupEnd() { if (indent > 0) indent -= 1; },
  };

  // ---- timers on a clock of their own: nobody waits for a real second -----------------------------
  const timers = [];
  let clock = 0;
  let timerIds = 0;

  function addTimer(work, delay, values, repeats) {
    if (typeof work !== 'function') throw new TypeError('The "callback" argument must be of type function.');
    const wait = NativeNumber(delay) >= 1 ? NativeNumber(delay) : 1;
    timerIds += 1;
    timers[timers.length] = { id: timerIds, at: clock + wait, wait, work, values, repeats };
    return timerIds;
  }

  function dropTimer(id) {
    let kept = 0;
    for (let i = 0; i < timers.length; i += 1) {
      if (timers[i].id === id) continue;
      timers[kept] = timers[i];
      kept += 1;
    }
    timers.length = kept;
  }

  function nextTimer() {
    let next = null;
    for (let i = 0; i < timers.length; i += 1) if (next === null || timers[i].at < next.at) next = timers[i];
    return next;
  }

  function provide(name, value) {
    defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  }

  provide('console', console);
  provide('setTimeout', (work, delay, ...values) => addTimer(work, delay, values, false));
  provide('setInterval', (work, delay, ...values) => addTimer(work, delay, values, true));
  provide('clearTimeout', dropTimer);
  provide('clearInterval', dropTimer);
  provide('queueMicrotask', (work) => { apply(promiseThen, NativePromise.resolve(), [work]); });

  // ---- what the observer may ask ------------------------------------------------------------------
  let held;
  let promised = 'none';

  function property(value, name) {
    try {
      const found = value[name];
      return typeof found === 'string' ? cut(found) : '';
    } catch {
      return '';
    }
  }

  return {
    hold(value) { held = value; },
    encode: () => stringify(seen(held)),
    describe() {
      if (typeof held !== 'object' || held === null) {
        return stringify({ name: '', message: asText(held), stack: '' });
      }
      return stringify({ name: property(held, 'name'), message: property(held, 'message'), stack: property(held, 'stack') });
    },
    follow() {
      promised = 'none';
      if (typeof held !== 'object' || held === null || typeof held.then !== 'function') return promised;
      promised = 'pending';
      apply(promiseThen, NativePromise.resolve(held), [
        (value) => { promised = 'kept'; held = value; },
        (reason) => { promised = 'broken'; held = reason; },
      ]);
      return promised;
    },
    promised: () => promised,
    tick() {
      const timer = nextTimer();
      if (timer === null || timer.at > limits.clock) return 0;
      clock = timer.at;
      if (timer.repeats) timer.at += timer.wait;
      else dropTimer(timer.id);
      apply(timer.work, undefined, timer.values);
      return 1;
    },
    printed() {
      const tail = [];
      const skipped = printed.count - printed.head.length - printed.tail.length;
      const first = printed.tail.length < limits.tail ? 0 : (printed.count + 1) % limits.tail;
      for (let i = 0; i < printed.tail.length; i += 1) tail[i] = printed.tail[(first + i) % printed.tail.length];
      return stringify({ lines: printed.head, skipped, tail, count: printed.count });
    },
    forget() {
      printed.head.length = 0;
      printed.tail.length = 0;
      printed.count = 0;
      printed.size = 0;
    },
  };
})
