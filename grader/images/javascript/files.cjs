// The apprentice's files, compiled once for all programs: plain scripts, or modules that import each other.
'use strict';

const { posix } = require('node:path');
const vm = require('node:vm');
const { Module, arrowOf } = require('./engine.cjs');

const SCRIPT = /\.m?js$/;
const MODULE_ONLY = /^Cannot use import statement outside a module|^Unexpected token 'export'|^Cannot use 'import\.meta' outside a module/;
const NOWHERE = { file: null, line: null, column: null };

class Files {
  constructor({ files, entry, probes }) {
    this.sources = files;
    this.entry = entry;
    this.read = new Map(); // path of a module -> what it imports, and what is wrong with it
    const scripts = this.scriptsInOrder().map((path) => [path, this.compile(files[path], path)]);
    this.modular = probes.some((probe) => probe.from)
      || scripts.some(([path, { error }]) => path.endsWith('.mjs') || (error && MODULE_ONLY.test(error.message)));
    this.scripts = this.modular ? [] : scripts;
  }

  scriptsInOrder() {
    const others = Object.keys(this.sources).filter((path) => SCRIPT.test(path) && path !== this.entry).sort();
    return [...others, this.entry];
  }

  compile(source, filename) {
    try {
      return { script: new vm.Script(source, { filename }) };
    } catch (error) {
      return { error: this.describe(error) };
    }
  }

  /** Describes an error of the compiler or of the linker, which no code of the apprentice's can have changed. */
  describe(error) {
    const name = error instanceof RangeError ? 'RangeError' : 'SyntaxError';
    const message = String(Object.getOwnPropertyDescriptor(error, 'message')?.value ?? '');
    return { name, message, ...this.placeIn(arrowOf(error)) };
  }

  /** The first place in the apprentice's files that a stack, or the mark of a compiler, speaks of. */
  placeIn(stack) {
    for (const line of stack.split('\n')) {
      const place = /(?:^|[\s(])(?:file:\/\/\/)?([\w./-]+):(\d+)(?::(\d+))?\)?$/.exec(line);
      if (place && Object.hasOwn(this.sources, place[1])) {
        return { file: place[1], line: Number(place[2]), column: place[3] ? Number(place[3]) : null };
      }
    }
    return NOWHERE;
  }

  /** Returns what a module imports, as paths in its own order, and what is wrong in it, or null. */
  module(path) {
    if (!this.read.has(path)) this.read.set(path, this.readModule(path));
    return this.read.get(path);
  }

  readModule(path) {
    let specifiers;
    try {
      specifiers = new Module(path, this.sources[path]).specifiers;
    } catch (error) {
      return { imports: [], problem: this.describe(error) };
    }
    const imports = [];
    for (const specifier of specifiers) {
      const found = this.find(specifier, path);
      if (found.error) return { imports: [], problem: { ...found.error, ...this.lineOf(specifier, path) } };
      imports.push(found.path);
    }
    return { imports, problem: null };
  }

  /** Returns a module and all that it imports, near or far. */
  reachedFrom(path, known = new Set()) {
    if (known.has(path)) return known;
    known.add(path);
    for (const next of this.module(path).imports) this.reachedFrom(next, known);
    return known;
  }

  /** Returns the first thing that is wrong in a module or in what it imports, or null. */
  problemOf(path) {
    for (const part of this.reachedFrom(path)) {
      const { problem } = this.module(part);
      if (problem) return problem;
    }
    return null;
  }

  /** Returns the file that a module asks for, or the error that a browser would throw for it. */
  find(specifier, from) {
    const relative = /^\.{0,2}\//.test(specifier);
    const path = posix.join('/', specifier.startsWith('/') ? '' : posix.dirname(from), specifier).slice(1);
    if (relative && Object.hasOwn(this.sources, path) && SCRIPT.test(path)) return { path };
    const near = [`${path}.js`, `${path}.mjs`, `${path}/index.js`].find((name) => Object.hasOwn(this.sources, name));
    const hint = near === undefined ? '' : `; there is "${this.written(near, from)}"`;
    return { error: { name: 'TypeError', message: `No file "${specifier}" to import${hint}` } };
  }

  written(path, from) {
    const way = posix.relative(posix.dirname(from), path);
    return way.startsWith('.') ? way : `./${way}`;
  }

  lineOf(specifier, path) {
    const lines = this.sources[path].split('\n');
    const at = lines.findIndex((line) => line.includes(`'${specifier}'`) || line.includes(`"${specifier}"`));
    return at < 0 ? { ...NOWHERE, file: path } : { file: path, line: at + 1, column: null };
  }
}

module.exports = { Files };
