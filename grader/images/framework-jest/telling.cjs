// What the tests came to, line by line on the observer's pipe. Each line begins with the token of the order, which
// the apprentice's code does not know; what is used here was taken while it was genuine.
'use strict';

const { writeSync } = require('node:fs');

const ANSWERS = 4;
const { stringify } = JSON;
const PLACE = /\/tmp\/program\/([\w./-]+):(\d+)/;

let mark = '';

/** Begins a run: what is told from now on carries its token. */
function begin(token) {
  mark = token;
}

function tell(message) {
  let line = Buffer.from(`${mark} ${stringify(message)}\n`);
  while (line.length) line = line.subarray(writeSync(ANSWERS, line));
}

/** An error that is no failed expectation, with its place in the apprentice's files. */
function thrown(error) {
  const isObject = typeof error === 'object' && error !== null;
  const place = PLACE.exec(isObject ? String(error.stack) : '');
  return {
    name: isObject ? String(error.name ?? '') : '',
    message: String(isObject ? error.message : error).split('\n\n')[0].replaceAll('/tmp/program/', ''),
    file: place ? place[1] : null,
    line: place ? Number(place[2]) : null,
  };
}

module.exports = { begin, tell, thrown };
