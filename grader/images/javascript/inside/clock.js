// Timers and dates on a clock of their own: nobody waits for a real second.
(function clock(native, limits) {
  'use strict';

  const { apply, list, provide, Date: NativeDate } = native;

  // ---- timers -------------------------------------------------------------------------------------
  const timers = list();
  let passed = 0; // virtual milliseconds
  let ids = 0;
  let turns = 0;

  function add(work, delay, given, repeats) {
    if (typeof work !== 'function') throw new native.TypeError('The "callback" argument must be of type function.');
    const wait = native.Number(delay) >= 1 ? native.Number(delay) : 1;
    ids += 1;
    turns += 1;
    timers[timers.length] = { __proto__: null, id: ids, at: passed + wait, turn: turns, wait, work, given, repeats };
    return ids;
  }

  function drop(id) {
    let kept = 0;
    for (let i = 0; i < timers.length; i += 1) {
      if (timers[i].id === id) continue;
      timers[kept] = timers[i];
      kept += 1;
    }
    timers.length = kept;
  }

  /** The timer that is due first; of two that are due together, the one that was set first. */
  function next() {
    let first = null;
    for (let i = 0; i < timers.length; i += 1) {
      const timer = timers[i];
      if (first === null || timer.at < first.at || (timer.at === first.at && timer.turn < first.turn)) first = timer;
    }
    return first;
  }

  provide('setTimeout', function setTimeout(work, delay, ...given) { return add(work, delay, given, false); });
  provide('setInterval', function setInterval(work, delay, ...given) { return add(work, delay, given, true); });
  provide('clearTimeout', function clearTimeout(id) { drop(id); });
  provide('clearInterval', function clearInterval(id) { drop(id); });
  provide('queueMicrotask', function queueMicrotask(work) {
    if (typeof work !== 'function') throw new native.TypeError('The "callback" argument must be of type function.');
    (async () => { await undefined; work(); })();
  });

  // ---- dates --------------------------------------------------------------------------------------
  const began = NativeDate.now();
  const now = () => native.dateNow() + passed;

  function Today(...given) {
    if (new.target === undefined) return apply(native.dateText, new NativeDate(now()), []);
    return native.construct(NativeDate, given.length === 0 ? [now()] : given, new.target);
  }
  native.defineProperty(Today, 'name', { __proto__: null, value: 'Date', configurable: true });
  native.defineProperty(Today, 'length', { __proto__: null, value: 7, configurable: true });
  native.defineProperty(Today, 'prototype', { __proto__: null, value: NativeDate.prototype, writable: false });
  for (const [name, value] of [['now', function now_() { return now(); }], ['parse', NativeDate.parse], ['UTC', NativeDate.UTC]]) {
    native.defineProperty(Today, name, { __proto__: null, value, writable: true, configurable: true });
  }
  native.defineProperty(NativeDate.prototype, 'constructor', { __proto__: null, value: Today, writable: true, configurable: true });
  provide('Date', Today);
  provide('performance', { timeOrigin: began, now: () => now() - began });

  return {
    __proto__: null,
    /** Runs the timer that is due first; returns whether there was one. What it throws is the caller's. */
    tick() {
      const timer = next();
      if (timer === null || timer.at > limits.clock) return false;
      passed = timer.at;
      if (timer.repeats) {
        turns += 1;
        timer.at += timer.wait;
        timer.turn = turns;
      } else {
        drop(timer.id);
      }
      apply(timer.work, undefined, timer.given);
      return true;
    },
  };
})
