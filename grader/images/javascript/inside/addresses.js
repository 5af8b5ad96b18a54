// URL and URLSearchParams. Names of hosts outside ASCII are refused: nothing here needs them.
(function addresses(native, platform) {
  'use strict';

  const { apply, list, provide } = native;
  const { part, code } = platform;
  const PORTS = { __proto__: null, 'http:': '80', 'https:': '443', 'ws:': '80', 'wss:': '443', 'ftp:': '21', 'file:': '' };
  const DIGITS = '0123456789ABCDEF';

  const at = (text, i) => apply(native.charAt, text, [i]);
  const starts = (text, sign) => apply(native.startsWith, text, [sign]);

  function indexOf(text, signs, from = 0) {
    for (let i = from; i < text.length; i += 1) {
      for (let j = 0; j < signs.length; j += 1) if (at(text, i) === at(signs, j)) return i;
    }
    return -1;
  }
  const contains = (text, sign) => indexOf(text, sign) >= 0;
  const isLetter = (sign) => (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
  const isDigit = (sign) => sign >= '0' && sign <= '9';

  // ---- percent signs ------------------------------------------------------------------------------
  const IN_QUERY = ' "#<>';
  const IN_FRAGMENT = ' "<>`';
  const IN_PATH = `${IN_QUERY}?^\`{}`;
  const IN_USER = `${IN_PATH}/:;=@[\\]|`;

  function escaped(text, signs) {
    const bytes = platform.bytesOf(text);
    let made = '';
    for (let i = 0; i < bytes.length; i += 1) {
      const sign = native.fromCode(bytes[i]);
      if (bytes[i] > 32 && bytes[i] < 127 && !contains(signs, sign)) made += sign;
      else if (bytes[i] === 32 && !contains(signs, ' ')) made += ' ';
      else made += `%${at(DIGITS, bytes[i] >> 4)}${at(DIGITS, bytes[i] & 15)}`;
    }
    return made;
  }

  function unescaped(text) {
    const bytes = platform.bytesOf(text);
    const kept = list();
    for (let i = 0; i < bytes.length; i += 1) {
      const digits = bytes[i] === 37 && i + 2 < bytes.length ? native.fromCode(bytes[i + 1]) + native.fromCode(bytes[i + 2]) : '';
      const high = digits ? apply(native.indexOfText, DIGITS, [apply(native.upper, at(digits, 0), [])]) : -1;
      const low = digits ? apply(native.indexOfText, DIGITS, [apply(native.upper, at(digits, 1), [])]) : -1;
      if (high >= 0 && low >= 0) {
        kept[kept.length] = high * 16 + low;
        i += 2;
      } else {
        kept[kept.length] = bytes[i];
      }
    }
    return platform.textOf(kept, kept.length, () => {});
  }

  // ---- reading an address -------------------------------------------------------------------------
  const refusal = () => new native.TypeError('Invalid URL');

  function trimmed(text) {
    let from = 0;
    let to = text.length;
    while (from < to && code(text, from) <= 32) from += 1;
    while (to > from && code(text, to - 1) <= 32) to -= 1;
    let kept = '';
    for (let i = from; i < to; i += 1) if (!contains('\t\n\r', at(text, i))) kept += at(text, i);
    return kept;
  }

  function schemeOf(text) {
    if (!isLetter(at(text, 0))) return '';
    for (let i = 1; i < text.length; i += 1) {
      const sign = at(text, i);
      if (sign === ':') return apply(native.lower, part(text, 0, i + 1), []);
      if (!isLetter(sign) && !isDigit(sign) && !contains('+-.', sign)) return '';
    }
    return '';
  }

  function hostOf(text, special) {
    if (starts(text, '[')) {
      if (at(text, text.length - 1) !== ']') throw refusal();
      return apply(native.lower, text, []);
    }
    if (!special) return escaped(text, '');
    const host = apply(native.lower, unescaped(text), []);
    for (let i = 0; i < host.length; i += 1) {
      if (code(host, i) <= 32 || code(host, i) >= 127 || contains('#/:<>?@[\\]^|%', at(host, i))) throw refusal();
    }
    return host;
  }

  function portOf(text, protocol) {
    for (let i = 0; i < text.length; i += 1) if (!isDigit(at(text, i))) throw refusal();
    if (text === '') return '';
    const number = native.parseInt(text, 10);
    if (number > 65_535) throw refusal();
    return `${number}` === PORTS[protocol] ? '' : `${number}`;
  }

  function readAuthority(parts, text, special) {
    let rest = text;
    for (let i = text.length - 1; i >= 0; i -= 1) {
      if (at(text, i) !== '@') continue;
      const user = part(text, 0, i);
      const colon = indexOf(user, ':');
      parts.username = escaped(colon < 0 ? user : part(user, 0, colon), IN_USER);
      parts.password = colon < 0 ? '' : escaped(part(user, colon + 1), IN_USER);
      rest = part(text, i + 1);
      break;
    }
    const colon = indexOf(rest, ':', starts(rest, '[') ? indexOf(rest, ']') : 0);
    parts.hostname = hostOf(colon < 0 ? rest : part(rest, 0, colon), special);
    parts.port = colon < 0 ? '' : portOf(part(rest, colon + 1), parts.protocol);
    if (special && parts.hostname === '' && parts.protocol !== 'file:') throw refusal();
  }

  /** A path without « . » and « .. », escaped; `before` are the segments of the base that it goes on from. */
  function pathOf(text, before, special) {
    const kept = before;
    let from = 0;
    for (let i = 0; i <= text.length; i += 1) {
      const ends = i === text.length;
      if (!ends && at(text, i) !== '/' && !(special && at(text, i) === '\\')) continue;
      const segment = part(text, from, i);
      const plain = apply(native.lower, segment, []);
      from = i + 1;
      const up = plain === '..' || plain === '.%2e' || plain === '%2e.' || plain === '%2e%2e';
      const here = plain === '.' || plain === '%2e';
      if (up && kept.length) kept.length -= 1;
      if (!up && !here) kept[kept.length] = escaped(segment, IN_PATH);
      else if (ends) kept[kept.length] = '';
    }
    return `/${apply(native.join, kept, ['/'])}`;
  }

  function segmentsOf(path) {
    const kept = list();
    let from = 1;
    for (let i = 1; i < path.length; i += 1) {
      if (at(path, i) !== '/') continue;
      kept[kept.length] = part(path, from, i);
      from = i + 1;
    }
    return kept;
  }

  function cutOff(parts, text, sign, name, signs) {
    const where = indexOf(text, sign);
    if (where < 0) return text;
    parts[name] = escaped(part(text, where + 1), signs);
    parts[`has${name}`] = true;
    return part(text, 0, where);
  }

  function empty(protocol) {
    return {
      __proto__: null, protocol, username: '', password: '', hostname: '', port: '', path: '', authority: false, opaque: false,
      query: '', hasquery: false, fragment: '', hasfragment: false,
    };
  }

  function fromBase(base, text) {
    const parts = { __proto__: null, ...base, fragment: '', hasfragment: false };
    const rest = cutOff(parts, text, '#', 'fragment', IN_FRAGMENT);
    if (base.opaque && rest !== '') throw refusal();
    if (rest === '') return parts;
    parts.hasquery = false;
    parts.query = '';
    const special = parts.protocol in PORTS;
    const path = cutOff(parts, rest, '?', 'query', special ? `${IN_QUERY}'` : IN_QUERY);
    if (path === '') return parts;
    const rooted = at(path, 0) === '/' || (special && at(path, 0) === '\\');
    parts.path = rooted ? pathOf(part(path, 1), list(), special) : pathOf(path, segmentsOf(base.path), special);
    return parts;
  }

  function whole(protocol, text) {
    const parts = empty(protocol);
    const special = protocol in PORTS;
    let rest = cutOff(parts, text, '#', 'fragment', IN_FRAGMENT);
    rest = cutOff(parts, rest, '?', 'query', special ? `${IN_QUERY}'` : IN_QUERY);
    const slashes = special ? '/\\' : '/';
    let skipped = 0;
    while (skipped < rest.length && contains(slashes, at(rest, skipped)) && (special ? true : skipped < 2)) skipped += 1;
    if (protocol === 'file:') skipped = skipped > 2 ? 2 : skipped;
    parts.authority = special || skipped === 2;
    if (!parts.authority) {
      parts.opaque = skipped === 0;
      parts.path = parts.opaque ? escaped(rest, '') : pathOf(part(rest, 1), list(), false);
      return parts;
    }
    rest = part(rest, skipped);
    const slash = indexOf(rest, slashes);
    readAuthority(parts, slash < 0 ? rest : part(rest, 0, slash), special);
    if (slash >= 0) parts.path = pathOf(part(rest, slash + 1), list(), special);
    else parts.path = special ? '/' : '';
    return parts;
  }

  function read(text, base) {
    const given = trimmed(text);
    const protocol = schemeOf(given);
    const rest = protocol ? part(given, protocol.length) : given;
    const slashes = at(rest, 0) === '/' || at(rest, 0) === '\\';
    if (protocol && (base === null || protocol !== base.protocol || !(protocol in PORTS) || slashes)) return whole(protocol, rest);
    if (base === null) throw refusal();
    const special = base.protocol in PORTS;
    const open = (sign) => sign === '/' || (special && sign === '\\');
    if (open(at(rest, 0)) && open(at(rest, 1))) return whole(base.protocol, rest);
    return fromBase(base, rest);
  }

  const hostText = (parts) => (parts.port ? `${parts.hostname}:${parts.port}` : parts.hostname);

  function written(parts) {
    const password = parts.password ? `:${parts.password}` : '';
    const user = parts.username || password ? `${parts.username}${password}@` : '';
    const authority = parts.authority ? `//${user}${hostText(parts)}` : '';
    const query = parts.hasquery ? `?${parts.query}` : '';
    const fragment = parts.hasfragment ? `#${parts.fragment}` : '';
    return `${parts.protocol}${authority}${parts.path}${query}${fragment}`;
  }

  // ---- URLSearchParams ----------------------------------------------------------------------------
  const IN_FORM = `${IN_USER}!'()~$&+,`;

  function spaced(text) {
    let made = '';
    for (let i = 0; i < text.length; i += 1) made += at(text, i) === '+' ? ' ' : at(text, i);
    return made;
  }

  function formEscaped(text) {
    let made = '';
    const safe = escaped(`${text}`, part(`${IN_FORM}%`, 1));
    for (let i = 0; i < safe.length; i += 1) made += at(safe, i) === ' ' ? '+' : at(safe, i);
    return made;
  }

  function pairsOf(query) {
    const pairs = [];
    const fields = apply(native.split, query, ['&']);
    for (let i = 0; i < fields.length; i += 1) {
      if (fields[i] === '') continue;
      const equals = indexOf(fields[i], '=');
      const name = equals < 0 ? fields[i] : part(fields[i], 0, equals);
      const value = equals < 0 ? '' : part(fields[i], equals + 1);
      pairs[pairs.length] = [unescaped(spaced(name)), unescaped(spaced(value))];
    }
    return pairs;
  }

  class URLSearchParams {
    #pairs = [];
    #changed = () => {};

    constructor(from = '') {
      if (typeof from !== 'object' || from === null) {
        const text = `${from}`;
        this.#pairs = pairsOf(starts(text, '?') ? part(text, 1) : text);
      } else if (typeof from[native.iterator] === 'function') {
        for (const [name, value] of from) this.append(name, value);
      } else {
        for (const name of native.ownKeys(from)) this.append(name, from[name]);
      }
    }

    /** Tells an address when its parameters change. */
    static follow(params, changed) { params.#changed = changed; }

    static replace(params, query) { params.#pairs = pairsOf(query); }

    get size() { return this.#pairs.length; }

    append(name, value) {
      this.#pairs[this.#pairs.length] = [`${name}`, `${value}`];
      this.#changed(this);
    }

    delete(name, value) {
      this.#pairs = this.#pairs.filter((pair) => pair[0] !== `${name}` || (value !== undefined && pair[1] !== `${value}`));
      this.#changed(this);
    }

    get(name) { return this.#pairs.find((pair) => pair[0] === `${name}`)?.[1] ?? null; }

    getAll(name) { return this.#pairs.filter((pair) => pair[0] === `${name}`).map((pair) => pair[1]); }

    has(name, value) {
      return this.#pairs.some((pair) => pair[0] === `${name}` && (value === undefined || pair[1] === `${value}`));
    }

    set(name, value) {
      const first = this.#pairs.findIndex((pair) => pair[0] === `${name}`);
      if (first < 0) {
        this.append(name, value);
        return;
      }
      this.#pairs[first][1] = `${value}`;
      this.#pairs = this.#pairs.filter((pair, i) => i <= first || pair[0] !== `${name}`);
      this.#changed(this);
    }

    sort() {
      this.#pairs.sort((one, other) => (one[0] < other[0] ? -1 : one[0] > other[0] ? 1 : 0));
      this.#changed(this);
    }

    forEach(work, self) { for (const [name, value] of this.#pairs) apply(work, self, [value, name, this]); }

    * entries() { for (const [name, value] of this.#pairs) yield [name, value]; }

    * keys() { for (const [name] of this.#pairs) yield name; }

    * values() { for (const [, value] of this.#pairs) yield value; }

    [native.iterator]() { return this.entries(); }

    toString() { return this.#pairs.map((pair) => `${formEscaped(pair[0])}=${formEscaped(pair[1])}`).join('&'); }
  }

  const { follow, replace } = URLSearchParams;
  delete URLSearchParams.follow;
  delete URLSearchParams.replace;
  provide('URLSearchParams', URLSearchParams);

  // ---- URL ----------------------------------------------------------------------------------------
  class URL {
    #parts;
    #params;

    constructor(text, base) {
      this.#parts = read(`${text}`, base === undefined ? null : read(`${base}`, null));
      this.#params = new URLSearchParams(this.#parts.query);
      follow(this.#params, (params) => {
        this.#parts.query = `${params}`;
        this.#parts.hasquery = this.#parts.query !== '';
      });
    }

    static canParse(text, base) {
      try {
        return new URL(text, base) instanceof URL;
      } catch {
        return false;
      }
    }

    static parse(text, base) { return URL.canParse(text, base) ? new URL(text, base) : null; }

    get href() { return written(this.#parts); }

    set href(text) {
      this.#parts = read(`${text}`, null);
      replace(this.#params, this.#parts.query);
    }

    get origin() {
      const { protocol } = this.#parts;
      return protocol in PORTS && protocol !== 'file:' ? `${protocol}//${hostText(this.#parts)}` : 'null';
    }

    get protocol() { return this.#parts.protocol; }

    set protocol(text) {
      const protocol = schemeOf(`${text}:`);
      if (protocol && (protocol in PORTS) === (this.#parts.protocol in PORTS)) {
        this.#parts.protocol = protocol;
        this.#parts.port = portOf(this.#parts.port, protocol);
      }
    }

    get username() { return this.#parts.username; }

    set username(text) { this.#parts.username = escaped(`${text}`, IN_USER); }

    get password() { return this.#parts.password; }

    set password(text) { this.#parts.password = escaped(`${text}`, IN_USER); }

    get host() { return hostText(this.#parts); }

    set host(text) {
      const given = `${text}`;
      const colon = indexOf(given, ':');
      this.hostname = colon < 0 ? given : part(given, 0, colon);
      if (colon >= 0) this.port = part(given, colon + 1);
    }

    get hostname() { return this.#parts.hostname; }

    set hostname(text) {
      try {
        this.#parts.hostname = hostOf(`${text}`, this.#parts.protocol in PORTS);
      } catch {
        // As in a browser, a name that cannot be is not taken.
      }
    }

    get port() { return this.#parts.port; }

    set port(text) {
      try {
        this.#parts.port = portOf(`${text}`, this.#parts.protocol);
      } catch {
        // As in a browser, a port that cannot be is not taken.
      }
    }

    get pathname() { return this.#parts.path; }

    set pathname(text) {
      const given = `${text}`;
      if (!this.#parts.opaque) this.#parts.path = pathOf(starts(given, '/') ? part(given, 1) : given, list(), this.#parts.protocol in PORTS);
    }

    get search() { return this.#parts.query ? `?${this.#parts.query}` : ''; }

    set search(text) {
      const given = `${text}`;
      this.#parts.query = escaped(starts(given, '?') ? part(given, 1) : given, `${IN_QUERY}'`);
      this.#parts.hasquery = given !== '';
      replace(this.#params, this.#parts.query);
    }

    get searchParams() { return this.#params; }

    get hash() { return this.#parts.fragment ? `#${this.#parts.fragment}` : ''; }

    set hash(text) {
      const given = `${text}`;
      this.#parts.fragment = escaped(starts(given, '#') ? part(given, 1) : given, IN_FRAGMENT);
      this.#parts.hasfragment = given !== '';
    }

    toString() { return this.href; }

    toJSON() { return this.href; }
  }
  provide('URL', URL);
})
