// Runs inside the apprentice's own context, before any line of theirs, and takes hold of what the other
// scripts of this folder need while it is still genuine. What they build has no prototype, so that nothing
// the apprentice puts on Object or Array can change it.
(function takeHold() {
  'use strict';

  const { ownKeys, apply, construct, defineProperty, getPrototypeOf, setPrototypeOf, getOwnPropertyDescriptor } = Reflect;
  const getter = (object, name) => getOwnPropertyDescriptor(object, name).get;

  delete globalThis.WebAssembly; // its streams would call functions of the outside

  return {
    __proto__: null,
    ownKeys, apply, construct, defineProperty, getPrototypeOf, setPrototypeOf, getOwnPropertyDescriptor,
    stringify: JSON.stringify,
    isArray: Array.isArray,
    isView: ArrayBuffer.isView,
    isNaN: Number.isNaN,
    Array, Date, Error, Map, Number, Promise, RangeError, RegExp, Set, String, SyntaxError, TypeError, Uint8Array,
    weakHas: WeakMap.prototype.has,
    mapEach: Map.prototype.forEach, mapGet: Map.prototype.get, mapSet: Map.prototype.set, mapHas: Map.prototype.has,
    mapSize: getter(Map.prototype, 'size'),
    setEach: Set.prototype.forEach, setAdd: Set.prototype.add,
    setSize: getter(Set.prototype, 'size'),
    dateTime: Date.prototype.getTime, dateIso: Date.prototype.toISOString, dateText: Date.prototype.toString,
    dateNow: Date.now,
    regexpText: RegExp.prototype.toString,
    regexpFlags: getter(RegExp.prototype, 'flags'), regexpSource: getter(RegExp.prototype, 'source'),
    bufferSlice: ArrayBuffer.prototype.slice, bufferLength: getter(ArrayBuffer.prototype, 'byteLength'),
    viewLength: getter(getPrototypeOf(Uint8Array.prototype), 'length'),
    viewTag: getter(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag),
    viewSlice: getPrototypeOf(Uint8Array.prototype).slice,
    slice: String.prototype.slice, split: String.prototype.split, charAt: String.prototype.charAt,
    charCode: String.prototype.charCodeAt, codePoint: String.prototype.codePointAt,
    repeat: String.prototype.repeat, indexOfText: String.prototype.indexOf, startsWith: String.prototype.startsWith,
    lower: String.prototype.toLowerCase, upper: String.prototype.toUpperCase,
    join: Array.prototype.join, numberText: Number.prototype.toString,
    fromCode: String.fromCharCode, fromPoint: String.fromCodePoint,
    parseInt: Number.parseInt, parseFloat: Number.parseFloat,
    floor: Math.floor, random: Math.random,
    iterator: Symbol.iterator, symbolName: getter(Symbol.prototype, 'description'),

    /** An array that inherits nothing. */
    list() {
      const made = [];
      setPrototypeOf(made, null);
      return made;
    },

    /** Offers a name to the apprentice's code, as a browser would. */
    provide(name, value) {
      defineProperty(globalThis, name, { __proto__: null, value, writable: true, configurable: true, enumerable: false });
    },
  };
})
