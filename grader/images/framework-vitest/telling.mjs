// What the tests came to, line by line on the observer's pipe. Each line begins with the token of the order.
import { writeSync } from 'node:fs';

const ANSWERS = 4;
const FOLDER = '/tmp/program/';
const MUST_FAIL = 'a test that must fail';
const UNREAD = /^Parse failure: [^\n]*\n([^\n]*)\n[^]*\nAt file: \/(.+):(\d+):(\d+)$/;

/** Tells Vitest's events as the observer awaits them; a run begins with a token. */
export class Telling {
  begin(token) {
    this.mark = token;
    this.mustFail = [];
  }

  /** Whether the test that must fail did so in each file that could be read. */
  get isSound() { return this.mustFail.every((state) => state === 'failed'); }

  tell(message) {
    let line = Buffer.from(`${this.mark} ${JSON.stringify(message)}\n`);
    while (line.length) line = line.subarray(writeSync(ANSWERS, line));
  }

  onTestCaseResult(test) {
    const { state, errors } = test.result();
    const suite = [];
    for (let above = test.parent; above.type === 'suite'; above = above.parent) suite.unshift(above.name);
    if (test.name === MUST_FAIL && suite.length === 0) {
      this.mustFail.push(state);
      return;
    }
    const why = state === 'failed' && errors?.length ? reason(errors[0]) : {};
    const file = test.module.moduleId.replace(FOLDER, '');
    this.tell({ test: { file, suite, name: test.name, state, ms: test.diagnostic()?.duration ?? 0, ...why } });
  }

  onTestModuleEnd(module) {
    for (const error of module.errors()) this.tell({ problem: thrown(error) });
  }

  onTestSuiteResult(suite) {
    for (const error of suite.errors()) this.tell({ problem: thrown(error) });
  }

  onTestRunEnd(modules, errors) {
    for (const error of errors) this.tell({ problem: thrown(error) });
  }
}

/** Why a test failed: what was expected and found, or what was thrown instead. */
function reason(error) {
  const message = String(error.message);
  if (error.name === 'AssertionError') {
    const { expected, actual } = error;
    return { message, ...(typeof expected === 'string' && typeof actual === 'string' ? { expected, found: actual } : {}) };
  }
  return /^Test timed out/.test(message) ? { message } : { message, thrown: thrown(error) };
}

/** An error that is no failed expectation, with its place in the apprentice's files. */
function thrown(error) {
  const message = String(error.message);
  const unread = UNREAD.exec(message);
  if (unread) return syntaxError(message, unread);
  const place = error.stacks?.find(({ file }) => file.startsWith(FOLDER)) ?? placeIn(`${message}\n${error.stack}`);
  return {
    name: String(error.name ?? ''),
    message: message.split('\n\n')[0].replaceAll(FOLDER, ''),
    file: place ? place.file.replace(FOLDER, '') : null,
    line: place ? place.line : null,
  };
}

/** The error of the compiler as the engine would have written it. */
function syntaxError(message, [, words, file, line, column]) {
  const source = new RegExp(`^ *${line}: (.*)$`, 'm').exec(message);
  const sign = source?.[1][column];
  const token = words === 'Unexpected token' && sign ? `Unexpected token '${sign}'` : words;
  return { name: 'SyntaxError', message: token, file, line: Number(line) };
}

function placeIn(text) {
  const found = /(\/tmp\/program\/[\w./-]+):(\d+)/.exec(text);
  return found ? { file: found[1], line: Number(found[2]) } : null;
}
