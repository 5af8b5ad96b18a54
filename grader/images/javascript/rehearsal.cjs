// Before anyone clicks, a program of our own goes through everything that an apprentice's may need: what is
// used once is loaded and compiled. A box in which one answer is not the known one does not become ready.
'use strict';

const SCRIPT = `
const double = (list) => list.map((x) => x * 2);
const later = (x, ms) => new Promise((kept, broken) => setTimeout(() => (x ? kept(x) : broken(new Error('no'))), ms));
function wrong() { return null.x; }
const all = { a: [1, 'b', null, undefined, true, 1n, NaN], m: new Map([[1, { b: 2 }]]), s: new Set(['c']), d: new Date(0), f() {}, r: /x/g };
console.log('%s', double([1]), { all }, new Error('e'));
`;
const number = (value) => ({ type: 'number', value });
const string = (value) => ({ type: 'string', value, length: value.length });

const PLAYS = [
  {
    files: { 'main.js': SCRIPT, 'a.js': 'class Point { constructor() { this.x = 1; } }' },
    expected: [
      [
        "later(7, 100).then((seven) => [new Point().x, seven, String(new URL('/b?c=1', 'https://a.fr')), structuredClone(all.m).get(1).b])",
        { value: { type: 'array', length: 4, items: [number(1), number(7), string('https://a.fr/b?c=1'), number(2)] } },
      ],
      ['[all, later(0, 5), wrong()]', { thrown: { name: 'TypeError', message: "Cannot read properties of null (reading 'x')", file: 'main.js', line: 4, column: 32 } }],
    ],
  },
  {
    files: { 'main.js': "import { one } from './a.js';\nexport const sum = (x) => x + one;", 'a.js': 'export const one = await 1;' },
    expected: [
      ["import('node:fs').catch((no) => import('./a.js').then((all) => [no instanceof TypeError, all.one, sum(1)]))",
        { value: { type: 'array', length: 3, items: [{ type: 'boolean', value: true }, number(1), number(2)] } }],
    ],
  },
];

/** Has each play observed; throws when an answer is not the known one. */
function rehearsal(observe) {
  for (const { files, expected } of PLAYS) {
    const told = new Map();
    const probes = expected.map(([expression], id) => ({ id: `${id}`, kind: 'value', expression }));
    observe({ files, entry: 'main.js', seconds: 5, probes }, (line) => {
      const { probe, seen } = JSON.parse(line);
      if (probe !== undefined) told.set(probe, JSON.stringify(seen));
    });
    expected.forEach(([expression, answer], id) => {
      if (told.get(`${id}`) !== JSON.stringify(answer)) throw new Error(`${expression} gives ${told.get(`${id}`)}`);
    });
  }
}

module.exports = { rehearsal };
