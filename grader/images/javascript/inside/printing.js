// The console: nothing is written anywhere, the first and the last lines are kept for the observer.
(function printing(native, values, limits) {
  'use strict';

  const { apply, list, provide } = native;

  // ---- one value as text --------------------------------------------------------------------------
  function written(value, nested) {
    switch (value.type) {
      case 'string': return nested ? native.stringify(value.value) : value.value;
      case 'number': return value.text ?? `${value.value}`;
      case 'bigint': return `${value.value}n`;
      case 'function': return value.name ? `[Function: ${value.name}]` : '[Function (anonymous)]';
      case 'array': return `[${listed(value.items)}]`;
      case 'set': return `Set(${value.length}) {${listed(value.items)}}`;
      case 'map': return `Map(${value.length}) {${paired(value.entries, ' => ', true)}}`;
      case 'object': {
        const name = value.name && value.name !== 'Object' ? `${value.name} ` : '';
        return value.entries.length ? `${name}{ ${paired(value.entries, ': ', false)} }` : `${name}{}`;
      }
      case 'error': return `${value.name}: ${value.message}`;
      case 'circular': return '[Circular]';
      case 'promise': return 'Promise';
      case 'cut': return '…';
      default: return 'value' in value ? `${value.value}` : value.type;
    }
  }

  function listed(items) {
    const texts = list();
    for (let i = 0; i < items.length; i += 1) texts[i] = written(items[i], true);
    return apply(native.join, texts, [', ']);
  }

  function paired(entries, sign, typedKeys) {
    const texts = list();
    for (let i = 0; i < entries.length; i += 1) {
      const key = typedKeys ? written(entries[i][0], true) : entries[i][0];
      texts[i] = `${key}${sign}${written(entries[i][1], true)}`;
    }
    return apply(native.join, texts, [', ']);
  }

  const asText = (value) => (typeof value === 'string' ? value : written(values.seen(value), false));

  // ---- the template of console.log('%s…') ---------------------------------------------------------
  function placeholder(letter, value) {
    switch (letter) {
      case 's': return asText(value);
      case 'd': return `${native.Number(value)}`;
      case 'i': return `${native.parseInt(value, 10)}`;
      case 'f': return `${native.parseFloat(value)}`;
      case 'j': return `${native.stringify(value)}`;
      case 'o': case 'O': return written(values.seen(value), true);
      case 'c': return '';
      default: return null;
    }
  }

  function filled(template, given) {
    let text = '';
    let used = 1;
    for (let i = 0; i < template.length; i += 1) {
      const sign = apply(native.charAt, template, [i]);
      const letter = apply(native.charAt, template, [i + 1]);
      const value = sign === '%' && used < given.length ? placeholder(letter, given[used]) : null;
      if (value === null) {
        text += sign;
        if (sign === '%' && letter === '%') i += 1;
      } else {
        text += value;
        used += 1;
        i += 1;
      }
    }
    return { __proto__: null, text, used };
  }

  // ---- lines --------------------------------------------------------------------------------------
  const head = list();
  const tail = list();
  let count = 0;
  let size = 0;
  let indent = 0;

  function keep(line) {
    count += 1;
    const short = values.short(line);
    if (head.length < limits.lines && size + short.length <= limits.printed) {
      size += short.length;
      head[head.length] = short;
      return;
    }
    const kept = apply(native.slice, short, [0, 200]);
    if (tail.length < limits.tail) tail[tail.length] = kept;
    else tail[count % limits.tail] = kept;
  }

  function printAll(given) {
    const texts = list();
    let next = 0;
    if (given.length > 1 && typeof given[0] === 'string') {
      const start = filled(given[0], given);
      texts[0] = start.text;
      next = start.used;
    }
    for (let i = next; i < given.length; i += 1) texts[texts.length] = asText(given[i]);
    const lines = apply(native.split, apply(native.join, texts, [' ']), ['\n']);
    const margin = apply(native.repeat, '  ', [indent]);
    for (let i = 0; i < lines.length; i += 1) keep(margin + lines[i]);
  }

  const print = (...given) => printAll(given);
  const counts = new native.Map();

  provide('console', {
    log: print, info: print, warn: print, error: print, debug: print, table: print, trace: print, dirxml: print,
    dir: (value) => print(value),
    time() {}, timeEnd() {}, timeLog() {}, clear() {},
    count(label = 'default') {
      const seen = (apply(native.mapGet, counts, [`${label}`]) ?? 0) + 1;
      apply(native.mapSet, counts, [`${label}`, seen]);
      print(`${label}: ${seen}`);
    },
    countReset(label = 'default') { apply(native.mapSet, counts, [`${label}`, 0]); },
    assert(truth, ...given) {
      if (truth) return;
      const said = list();
      said[0] = 'Assertion failed';
      for (let i = 0; i < given.length; i += 1) said[i + 1] = given[i];
      printAll(said);
    },
    group(...given) {
      if (given.length) printAll(given);
      if (indent < 20) indent += 1;
    },
    groupCollapsed(...given) {
      if (given.length) printAll(given);
      if (indent < 20) indent += 1;
    },
    groupEnd() { if (indent > 0) indent -= 1; },
  });

  return {
    __proto__: null,
    asText,
    /** Everything printed so far, as JSON. */
    printed() {
      const last = list();
      const skipped = count - head.length - tail.length;
      const first = tail.length < limits.tail ? 0 : (count + 1) % limits.tail;
      for (let i = 0; i < tail.length; i += 1) last[i] = tail[(first + i) % tail.length];
      return native.stringify({ __proto__: null, lines: head, skipped, tail: last, count });
    },
    forget() {
      head.length = 0;
      tail.length = 0;
      count = 0;
      size = 0;
    },
  };
})
