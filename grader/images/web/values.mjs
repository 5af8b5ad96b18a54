// What an expression of the author's is worth in the page's own world, typed as in the JavaScript box.
import { pathOf, short, thrownText } from './tab.mjs';

const LIMITS = { text: 4000, items: 200, nodes: 3000, depth: 8 };
const CLOCK = 60_000; // virtual milliseconds that a promise may take
const PACE = 1000;
const SIDE_EFFECT = 'Possible side-effect in debug-evaluate';

export class Changes extends Error {}

/** Returns {value} or {thrown}; with `pure`, raises Changes rather than change anything of the page. */
export async function evaluate(tab, expression, pure) {
  const answer = await tab.send('Runtime.evaluate', {
    expression, uniqueContextId: tab.mainWorld, throwOnSideEffect: pure,
    serializationOptions: { serialization: 'deep', maxDepth: LIMITS.depth + 1 },
  });
  if (pure && answer.exceptionDetails?.exception?.description?.includes(SIDE_EFFECT)) throw new Changes();
  if (answer.exceptionDetails || answer.result.subtype !== 'promise') return told(tab, answer);
  if (pure) throw new Changes();
  return follow(tab, answer.result);
}

async function follow(tab, { objectId }) {
  let kept = null;
  const awaited = tab.send('Runtime.awaitPromise', { promiseObjectId: objectId, returnByValue: false }).then((answer) => {
    kept = answer;
  });
  awaited.catch(() => {});
  for (let waited = 0; kept === null && waited < CLOCK; waited += PACE) await tab.advance(PACE);
  if (kept === null) return { value: { type: 'promise' } };
  if (kept.exceptionDetails || !kept.result.objectId) return told(tab, kept);
  const again = await tab.send('Runtime.callFunctionOn', {
    objectId: kept.result.objectId, functionDeclaration: 'function () { return this; }',
    serializationOptions: { serialization: 'deep', maxDepth: LIMITS.depth + 1 },
  });
  return told(tab, again);
}

function told(tab, { result, exceptionDetails }) {
  if (exceptionDetails) return { thrown: thrown(tab, exceptionDetails) };
  return { value: new Reader().top(result) };
}

function thrown(tab, { exception, text, stackTrace }) {
  const frame = stackTrace?.callFrames.find(({ url }) => pathOf(url, tab.site) !== null && url !== '');
  const place = frame === undefined ? {} : { file: pathOf(frame.url, tab.site) || tab.entry, line: frame.lineNumber + 1, column: frame.columnNumber + 1 };
  return { ...thrownText(exception, text), file: null, line: null, column: null, ...place };
}

/** Turns the browser's own account of a value, which no script of the page can change, into ours. */
class Reader {
  constructor() {
    this.left = LIMITS.nodes;
    this.known = new Map();
    this.above = [];
  }

  top(result) {
    if (result.subtype === 'error') return { type: 'error', ...thrownText(result) };
    if (result.type === 'function') return { type: 'function', name: NAMED.exec(result.description)?.[1] ?? '' };
    if (result.type === 'symbol') return { type: 'symbol', value: short(result.description) };
    const seen = this.read(result.deepSerializedValue ?? simple(result));
    return seen.type === 'object' ? { ...seen, name: short(result.className, 100) } : seen;
  }

  read(given) {
    this.left -= 1;
    const reference = given.weakLocalObjectReference;
    if (this.left < 0 || this.above.length >= LIMITS.depth) return { type: 'cut' };
    if (reference !== undefined && this.above.includes(reference)) return { type: 'circular' };
    const value = given.value ?? this.known.get(reference);
    if (reference !== undefined && given.value !== undefined) this.known.set(reference, given.value);
    const make = MAKERS[given.type];
    if (make === undefined) return { type: 'object', name: short(given.type, 100), length: 0, entries: [] };
    this.above.push(reference);
    try {
      return make(value, this);
    } finally {
      this.above.pop();
    }
  }

  list(values) {
    return (values ?? []).slice(0, LIMITS.items).map((one) => this.read(one));
  }

  pairs(values, keyOf) {
    return (values ?? []).slice(0, LIMITS.items).map(([key, one]) => [keyOf(key), this.read(one)]);
  }
}

const NAMED = /^(?:async )?(?:function\*? ?|class )?([\w$]+)(?: extends .*)? ?[({]/;

/** A value that is no object, as it comes without being asked in depth. */
function simple({ type, subtype, value, unserializableValue }) {
  if (subtype === 'null') return { type: 'null' };
  return { type, value: type === 'bigint' ? unserializableValue.slice(0, -1) : unserializableValue ?? value };
}

const text = (value) => ({ type: 'string', value: value.slice(0, LIMITS.text), length: value.length });

function number(value) {
  if (value === 'NaN') return { type: 'NaN' };
  return typeof value === 'string' ? { type: 'number', text: value } : { type: 'number', value };
}

const MAKERS = {
  undefined: () => ({ type: 'undefined' }),
  null: () => ({ type: 'null' }),
  boolean: (value) => ({ type: 'boolean', value }),
  bigint: (value) => ({ type: 'bigint', value: short(value, LIMITS.text) }),
  string: text,
  number,
  symbol: () => ({ type: 'symbol', value: '' }),
  function: () => ({ type: 'function', name: '' }),
  promise: () => ({ type: 'promise' }),
  error: () => ({ type: 'error', name: '', message: '' }),
  date: (value) => ({ type: 'date', value: short(value) }),
  regexp: ({ pattern, flags = '' }) => ({ type: 'regexp', value: short(`/${pattern}/${flags}`, LIMITS.text) }),
  array: (value, reader) => ({ type: 'array', length: value?.length ?? 0, items: reader.list(value) }),
  set: (value, reader) => ({ type: 'set', length: value?.length ?? 0, items: reader.list(value) }),
  map: (value, reader) => ({
    type: 'map', length: value?.length ?? 0,
    entries: reader.pairs(value, (key) => reader.read(typeof key === 'string' ? { type: 'string', value: key } : key)),
  }),
  object: (value, reader) => ({ type: 'object', name: 'Object', length: value?.length ?? 0, entries: reader.pairs(value, (key) => short(key, 200)) }),
};
