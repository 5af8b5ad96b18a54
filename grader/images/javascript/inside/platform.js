// What browsers offer beside the language, and that needs neither page nor network.
(function platform(native) {
  'use strict';

  const { apply, list, provide, fromCode } = native;

  const code = (text, at) => apply(native.charCode, text, [at]);
  const part = (text, from, to) => apply(native.slice, text, [from, to]);
  const has = (text, sign) => {
    for (let i = 0; i < text.length; i += 1) if (apply(native.charAt, text, [i]) === sign) return true;
    return false;
  };

  class DOMException extends native.Error {
    #name;

    constructor(message = '', name = 'Error') {
      super(message);
      this.#name = `${name}`;
    }

    get name() { return this.#name; }
  }
  provide('DOMException', DOMException);

  // ---- UTF-8 --------------------------------------------------------------------------------------
  function bytesOf(text) {
    const bytes = list();
    const push = (byte) => { bytes[bytes.length] = byte; };
    for (let i = 0; i < text.length; i += 1) {
      let point = apply(native.codePoint, text, [i]);
      if (point > 0xffff) i += 1;
      else if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd;
      if (point < 0x80) push(point);
      else if (point < 0x800) { push(0xc0 | point >> 6); push(0x80 | point & 63); }
      else if (point < 0x10000) { push(0xe0 | point >> 12); push(0x80 | point >> 6 & 63); push(0x80 | point & 63); }
      else { push(0xf0 | point >> 18); push(0x80 | point >> 12 & 63); push(0x80 | point >> 6 & 63); push(0x80 | point & 63); }
    }
    return bytes;
  }

  /** [how many bytes follow, the smallest point that needs them, the bits of the first], or null. */
  function leading(byte) {
    if (byte >= 0xc2 && byte <= 0xdf) return [1, 0x80, byte & 31];
    if (byte >= 0xe0 && byte <= 0xef) return [2, 0x800, byte & 15];
    if (byte >= 0xf0 && byte <= 0xf4) return [3, 0x10000, byte & 7];
    return null;
  }

  function textOf(bytes, length, refuse) {
    let text = '';
    for (let i = 0; i < length; i += 1) {
      if (bytes[i] < 0x80) {
        text += fromCode(bytes[i]);
        continue;
      }
      const start = leading(bytes[i]);
      let point = start === null ? 0 : start[2];
      let taken = 0;
      while (start !== null && taken < start[0] && i + taken + 1 < length && (bytes[i + taken + 1] & 0xc0) === 0x80) {
        taken += 1;
        point = point << 6 | bytes[i + taken] & 63;
      }
      const whole = start !== null && taken === start[0];
      const good = whole && point >= start[1] && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
      if (good) {
        text += native.fromPoint(point);
        i += taken;
      } else {
        refuse();
        text += '\ufffd';
        if (!whole) i += taken;
      }
    }
    return text;
  }

  class TextEncoder {
    get encoding() { return 'utf-8'; }

    encode(text = '') {
      const bytes = bytesOf(`${text}`);
      const made = new native.Uint8Array(bytes.length);
      for (let i = 0; i < bytes.length; i += 1) made[i] = bytes[i];
      return made;
    }
  }
  provide('TextEncoder', TextEncoder);

  class TextDecoder {
    #fatal;

    constructor(label = 'utf-8', options = {}) {
      const name = apply(native.lower, `${label}`, []);
      if (name !== 'utf-8' && name !== 'utf8') throw new native.RangeError(`The encoding "${label}" is not offered here: only utf-8 is.`);
      this.#fatal = options.fatal === true;
    }

    get encoding() { return 'utf-8'; }

    get fatal() { return this.#fatal; }

    decode(data) {
      if (data === undefined) return '';
      const bytes = native.isView(data) ? new native.Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new native.Uint8Array(data);
      const text = textOf(bytes, bytes.length, () => {
        if (this.#fatal) throw new native.TypeError('The encoded data was not valid for encoding utf-8');
      });
      return code(text, 0) === 0xfeff ? part(text, 1) : text;
    }
  }
  provide('TextDecoder', TextDecoder);

  // ---- base 64 ------------------------------------------------------------------------------------
  const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const ranks = { __proto__: null };
  for (let i = 0; i < SIGNS.length; i += 1) ranks[SIGNS[i]] = i;
  const sign = (rank) => apply(native.charAt, SIGNS, [rank]);

  provide('btoa', function btoa(text) {
    const given = `${text}`;
    let made = '';
    for (let i = 0; i < given.length; i += 3) {
      const left = given.length - i;
      const a = code(given, i);
      const b = left > 1 ? code(given, i + 1) : 0;
      const c = left > 2 ? code(given, i + 2) : 0;
      if (a > 255 || b > 255 || c > 255) throw new DOMException('The string contains characters outside of Latin1.', 'InvalidCharacterError');
      made += sign(a >> 2) + sign((a & 3) << 4 | b >> 4) + (left > 1 ? sign((b & 15) << 2 | c >> 6) : '=') + (left > 2 ? sign(c & 63) : '=');
    }
    return made;
  });

  provide('atob', function atob(text) {
    const given = `${text}`;
    let signs = '';
    for (let i = 0; i < given.length; i += 1) {
      const one = apply(native.charAt, given, [i]);
      if (!has(' \t\n\f\r', one)) signs += one;
    }
    if (signs.length % 4 === 0) signs = part(signs, -2) === '==' ? part(signs, 0, -2) : part(signs, -1) === '=' ? part(signs, 0, -1) : signs;
    let made = '';
    let bits = 0;
    let held = 0;
    for (let i = 0; i < signs.length; i += 1) {
      const rank = ranks[apply(native.charAt, signs, [i])];
      if (rank === undefined || signs.length % 4 === 1) {
        throw new DOMException('The string to be decoded is not correctly encoded.', 'InvalidCharacterError');
      }
      held = (held << 6 | rank) & 0xffff;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        made += fromCode(held >> bits & 255);
      }
    }
    return made;
  });

  // ---- random -------------------------------------------------------------------------------------
  const byte = () => native.floor(native.random() * 256);

  provide('crypto', {
    randomUUID() {
      let text = '';
      for (let i = 0; i < 16; i += 1) {
        const one = i === 6 ? byte() & 15 | 64 : i === 8 ? byte() & 63 | 128 : byte();
        const digits = apply(native.numberText, one, [16]);
        text += (i === 4 || i === 6 || i === 8 || i === 10 ? '-' : '') + (digits.length < 2 ? `0${digits}` : digits);
      }
      return text;
    },
    getRandomValues(numbers) {
      const bytes = new native.Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
      for (let i = 0; i < bytes.length; i += 1) bytes[i] = byte();
      return numbers;
    },
  });

  // ---- structuredClone ----------------------------------------------------------------------------
  const refusedClone = (what) => new DOMException(`${what} could not be cloned.`, 'DataCloneError');

  function tagged(method, value) {
    try {
      apply(method, value, []);
      return true;
    } catch {
      return false;
    }
  }

  function cloned(value, known) {
    if (typeof value === 'function' || typeof value === 'symbol') throw refusedClone(native.String(value));
    if (typeof value !== 'object' || value === null) return value;
    const before = apply(native.mapGet, known, [value]);
    return before === undefined ? clonedObject(value, known) : before;
  }

  function clonedObject(value, known) {
    const remember = (copy) => {
      apply(native.mapSet, known, [value, copy]);
      return copy;
    };
    if (tagged(native.dateTime, value)) return remember(new native.Date(apply(native.dateTime, value, [])));
    if (tagged(native.bufferLength, value)) return remember(apply(native.bufferSlice, value, [0]));
    if (native.isView(value) && apply(native.viewTag, value, []) !== undefined) return remember(apply(native.viewSlice, value, []));
    if (tagged(native.mapSize, value)) {
      const copy = remember(new native.Map());
      apply(native.mapEach, value, [(item, key) => apply(native.mapSet, copy, [cloned(key, known), cloned(item, known)])]);
      return copy;
    }
    if (tagged(native.setSize, value)) {
      const copy = remember(new native.Set());
      apply(native.setEach, value, [(item) => apply(native.setAdd, copy, [cloned(item, known)])]);
      return copy;
    }
    if (value instanceof native.RegExp) return remember(new native.RegExp(apply(native.regexpSource, value, []), apply(native.regexpFlags, value, [])));
    if (value instanceof native.Error) {
      const copy = remember(new native.Error(`${value.message}`));
      native.defineProperty(copy, 'name', { __proto__: null, value: `${value.name}`, writable: true, configurable: true });
      return copy;
    }
    if (value instanceof native.Promise || tagged(native.weakHas, value)) throw refusedClone(`#<${value.constructor?.name}>`);
    return clonedFields(value, remember(native.isArray(value) ? new native.Array(value.length) : {}), known);
  }

  function clonedFields(value, copy, known) {
    const keys = native.ownKeys(value);
    for (let i = 0; i < keys.length; i += 1) {
      if (typeof keys[i] !== 'string' || !native.getOwnPropertyDescriptor(value, keys[i])?.enumerable) continue;
      native.defineProperty(copy, keys[i], { __proto__: null, value: cloned(value[keys[i]], known), writable: true, enumerable: true, configurable: true });
    }
    return copy;
  }

  provide('structuredClone', function structuredClone(value) { return cloned(value, new native.Map()); });

  return { __proto__: null, bytesOf, textOf, part, code };
})
