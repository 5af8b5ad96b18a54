// Turns a value of the apprentice's into a bounded, typed description that JSON can carry.
(function values(native, limits) {
  'use strict';

  const { apply, list, slice } = native;

  const short = (text) => apply(slice, text, [0, limits.text]);

  function succeeds(method, value) {
    try {
      apply(method, value, []);
      return true;
    } catch {
      return false;
    }
  }

  function numberSeen(value) {
    if (value !== value) return { __proto__: null, type: 'NaN' };
    if (value === Infinity || value === -Infinity) return { __proto__: null, type: 'number', text: `${value}` };
    if (value === 0 && 1 / value < 0) return { __proto__: null, type: 'number', text: '-0' };
    return { __proto__: null, type: 'number', value };
  }

  function nameOf(named) {
    try {
      const { name } = named;
      return typeof name === 'string' ? short(name) : '';
    } catch {
      return '';
    }
  }

  function constructorName(value) {
    const prototype = native.getPrototypeOf(value);
    return prototype === null ? '' : nameOf(prototype.constructor);
  }

  /** One look: what is left of its budget of nodes and of text, and the objects above the one looked at. */
  class Look {
    constructor() {
      this.nodes = limits.nodes;
      this.room = limits.room;
      this.above = list();
    }

    text(value) {
      const kept = apply(slice, value, [0, limits.text < this.room ? limits.text : this.room]);
      this.room -= kept.length;
      return kept;
    }

    at(value) {
      this.nodes -= 1;
      if (this.nodes < 0) return { __proto__: null, type: 'cut' };
      if (typeof value !== 'object' || value === null) return this.primitive(value);
      const { above } = this;
      for (let i = 0; i < above.length; i += 1) if (above[i] === value) return { __proto__: null, type: 'circular' };
      if (above.length >= limits.depth) return { __proto__: null, type: 'cut' };
      above[above.length] = value;
      try {
        return this.object(value);
      } finally {
        above.length -= 1;
      }
    }

    primitive(value) {
      switch (typeof value) {
        case 'undefined': return { __proto__: null, type: 'undefined' };
        case 'boolean': return { __proto__: null, type: 'boolean', value };
        case 'number': return numberSeen(value);
        case 'bigint': return { __proto__: null, type: 'bigint', value: this.text(`${value}`) };
        case 'string': return { __proto__: null, type: 'string', value: this.text(value), length: value.length };
        case 'symbol': return { __proto__: null, type: 'symbol', value: this.text(native.String(value)) };
        case 'function': return { __proto__: null, type: 'function', name: this.text(nameOf(value)) };
        default: return { __proto__: null, type: 'null' };
      }
    }

    object(value) {
      if (native.isArray(value)) return this.items(value, value.length);
      if (native.isView(value) && succeeds(native.viewTag, value) && apply(native.viewTag, value, []) !== undefined) {
        return this.items(value, apply(native.viewLength, value, []));
      }
      if (succeeds(native.dateTime, value)) return this.date(value);
      if (succeeds(native.mapSize, value)) return this.map(value);
      if (succeeds(native.setSize, value)) return this.set(value);
      if (value instanceof native.Error) {
        return { __proto__: null, type: 'error', name: this.text(`${value.name}`), message: this.text(`${value.message}`) };
      }
      if (value instanceof native.RegExp) return { __proto__: null, type: 'regexp', value: this.text(apply(native.regexpText, value, [])) };
      if (value instanceof native.Promise) return { __proto__: null, type: 'promise' };
      return this.plain(value);
    }

    date(value) {
      const valid = !native.isNaN(apply(native.dateTime, value, []));
      return { __proto__: null, type: 'date', value: valid ? apply(native.dateIso, value, []) : 'Invalid Date' };
    }

    items(value, length) {
      const items = list();
      const shown = length < limits.items ? length : limits.items;
      for (let i = 0; i < shown; i += 1) items[i] = i in value ? this.at(value[i]) : { __proto__: null, type: 'hole' };
      return { __proto__: null, type: 'array', length, items };
    }

    pair(key, item) {
      const pair = list();
      pair[0] = key;
      pair[1] = item;
      return pair;
    }

    map(value) {
      const entries = list();
      apply(native.mapEach, value, [(item, key) => {
        if (entries.length < limits.items) entries[entries.length] = this.pair(this.at(key), this.at(item));
      }]);
      return { __proto__: null, type: 'map', length: apply(native.mapSize, value, []), entries };
    }

    set(value) {
      const items = list();
      apply(native.setEach, value, [(item) => {
        if (items.length < limits.items) items[items.length] = this.at(item);
      }]);
      return { __proto__: null, type: 'set', length: apply(native.setSize, value, []), items };
    }

    plain(value) {
      const keys = native.ownKeys(value);
      const entries = list();
      for (let i = 0; i < keys.length && entries.length < limits.items; i += 1) {
        if (typeof keys[i] !== 'string') continue;
        const property = native.getOwnPropertyDescriptor(value, keys[i]);
        if (property?.enumerable) entries[entries.length] = this.pair(this.text(keys[i]), this.at(value[keys[i]]));
      }
      return { __proto__: null, type: 'object', name: constructorName(value), length: keys.length, entries };
    }
  }

  return { __proto__: null, short, seen: (value) => new Look().at(value) };
})
