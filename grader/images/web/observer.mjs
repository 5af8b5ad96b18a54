// Starts a browser, says that it is ready, reads one request, opens the apprentice's page in every way that
// the probes name, answers them. It knows no expected value. Every line carries the request's nonce.
import { writeSync } from 'node:fs';
import { act } from './actions.mjs';
import { Browser, BrowserGone } from './browser.mjs';
import { ASKED, GATHERED, INSIDE } from './looks.mjs';
import { Refusal, short, Tab } from './tab.mjs';
import { validity } from './validity.mjs';
import { Changes, evaluate } from './values.mjs';

const MOST_NOTES = 20;
// What may run a script, or choose what to load by the width at which it is loaded.
const LIVELY = /<\s*(?:script|iframe|frame|object|embed|picture|portal)\b|\bon[a-z]+\s*=|javascript:|srcset|http-equiv|\bsizes\s*=/i;

const GONE = 70;
const NOT_STARTED = 71;
const EVERYBODY = -1; // but this process and the box's init
const MEMORY_ENDS = new Set(['killed', 'oom']); // by the kernel, by the browser

class Stuck extends Error {}

function readRequest() {
  return new Promise((resolve) => {
    const chunks = [];
    let size = 0;
    process.stdin.on('data', (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      const start = chunks[0].indexOf(10) + 1;
      if (start === 0) chunks.splice(0, chunks.length, Buffer.concat(chunks));
      else if (size >= start + Number(chunks[0].subarray(0, start - 1))) resolve(JSON.parse(Buffer.concat(chunks).subarray(start)));
    });
  });
}

/** Waits for a promise as long as one probe may last. */
function patience(seconds) {
  return (promise) => {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Stuck()), seconds * 1000);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
  };
}

// ---- which probes share a page -----------------------------------------------------------------------
const stateOf = ({ page, height, at, prefers, dialogs, actions }) => JSON.stringify([page, height, at, prefers, dialogs, actions]);

/** A page without scripts is the same whether it was opened at a width or brought to it. */
function isLively(files) {
  return Object.entries(files).some(([path, text]) => /\.(html|svg|xml)$/.test(path) && LIVELY.test(text));
}

/** Returns loads: what to open, and the probes to answer at each width. Probes in one load share its state. */
function planned(probes, lively) {
  const loads = new Map();
  for (const probe of probes) {
    if (probe.kind === 'validity') continue;
    const shared = !lively && probe.actions.length === 0;
    const key = `${shared ? '' : probe.width} ${stateOf(probe)}`;
    if (!loads.has(key)) loads.set(key, { opening: probe, widths: new Map() });
    const { widths } = loads.get(key);
    widths.set(probe.width, [...(widths.get(probe.width) ?? []), probe]);
  }
  return [...loads.values()];
}

// ---- answering -----------------------------------------------------------------------------------------
const usesKeys = (widths) => [...widths.values()].flat().some(({ kind }) => kind === 'focus');

class Visit {
  constructor({ browser, request, tell, note }) {
    Object.assign(this, { browser, request, tell, note, within: patience(request.seconds), noted: new Set(), lively: isLively(request.files) });
  }

  /** What failed is not told: a missing observation is a failed check. */
  answer(probe, { picture, ...seen }) {
    if (seen.failed) return;
    this.tell({ ...(picture ? { picture } : {}), probe: probe.id, seen });
  }

  /** Opens the page as a load says and answers its probes; returns the values that would change the page. */
  async make(tab, { opening, widths }) {
    await this.within(tab.open(this.request, opening));
    // Keys and clicks that come before a page was ever drawn are lost.
    if (this.lively || opening.actions.length || usesKeys(widths)) await this.within(tab.draw());
    let stopped = null;
    try {
      stopped = await act(tab, opening.actions, this.within);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      stopped = error;
    }
    this.noteOf(tab);
    if (stopped) {
      const seen = stopped instanceof Refusal ? { refused: stopped.message } : { stopped };
      for (const probe of [...widths.values()].flat()) this.answer(probe, seen);
      return [];
    }
    const later = [];
    for (const [width, probes] of widths) {
      if (width !== opening.width) await this.within(tab.resize(width, opening.height));
      later.push(...await this.look(tab, width, probes));
    }
    return later;
  }

  noteOf(tab) {
    for (const { address, outside, served } of tab.requests) {
      const kind = outside ? 'refused_request' : 'missing_file';
      if (served || this.noted.has(address)) continue;
      this.noted.add(address);
      this.note({ kind, address });
    }
    if (this.printed) return;
    this.printed = tab.printed();
    for (const error of tab.errors) this.note({ kind: 'page_error', ...error });
  }

  async look(tab, width, probes) {
    const inside = probes.filter(({ kind }) => INSIDE.has(kind));
    const { seen } = await this.lookInside(tab, width, inside);
    inside.forEach((probe, i) => this.answer(probe, seen[i]));
    for (const probe of probes) if (Object.hasOwn(GATHERED, probe.kind)) this.answer(probe, GATHERED[probe.kind](tab));
    const later = [];
    for (const kind of Object.keys(ASKED)) {
      for (const probe of probes.filter((one) => one.kind === kind)) if (!(await this.ask(tab, probe))) later.push(probe);
    }
    return later;
  }

  async lookInside(tab, width, asked) {
    const call = `look(${JSON.stringify(asked)})`;
    let answer = await this.within(tab.ask(call));
    // What was moving was brought to its end, which the page may have waited for; a width may be on its way.
    for (let again = 0; again < 3 && (answer.ended > 0 || answer.width !== width); again += 1) {
      await this.within(tab.draw());
      answer = await this.within(tab.ask(call));
    }
    return answer;
  }

  /** Returns false for a value that cannot be had without changing the page. */
  async ask(tab, probe) {
    try {
      this.answer(probe, await this.within(ASKED[probe.kind](tab, probe)));
    } catch (error) {
      if (error instanceof Changes) return false;
      unlessStuck(error);
      this.answer(probe, error instanceof Refusal ? { refused: error.message } : { failed: short(error.message, 200) });
    }
    return true;
  }

  /** A value that changes the page has a page of its own. */
  async valueAlone(tab, probe) {
    await this.within(tab.open(this.request, probe));
    await this.within(tab.draw());
    const stopped = await act(tab, probe.actions, this.within);
    this.answer(probe, stopped ? { stopped } : await this.within(evaluate(tab, probe.expression, false)));
  }
}

async function visitAll(first, visit, loads) {
  const queue = loads.map((load) => (tab) => visit.make(tab, load));
  let coming = Promise.resolve(first);
  while (queue.length) {
    const work = queue.shift();
    const tab = await visit.within(coming ?? Tab.fresh(visit.browser));
    // The next tab is made while this one works.
    coming = queue.length ? Tab.fresh(visit.browser) : null;
    coming?.catch(() => {});
    const later = await work(tab).catch(unlessStuck);
    for (const probe of later ?? []) queue.push((own) => visit.valueAlone(own, probe));
    tab.dispose();
  }
}

/** A page may go away under our eyes: what was not seen of it is missing, and the next one is looked at. */
function unlessStuck(error) {
  if (error instanceof Stuck || error instanceof BrowserGone) throw error;
}

/** Old pages are not always UTF-8: their tags are read all the same. */
const textOf = ({ files, site }, file) => files[file] ?? (site?.binaries[file] && Buffer.from(site.binaries[file], 'base64').toString('latin1'));

async function checkValidity(request, tell) {
  for (const probe of request.probes) {
    if (probe.kind !== 'validity') continue;
    const text = textOf(request, probe.file);
    if (text !== undefined) tell({ probe: probe.id, seen: await validity(probe.file, text) });
  }
}

async function observe(browser, first, request, tell) {
  let notes = 0;
  const note = (found) => {
    notes += 1;
    if (notes <= MOST_NOTES) tell({ note: found });
  };
  const visit = new Visit({ browser, request, tell, note });
  let stuck = false;
  try {
    await visitAll(first, visit, planned(request.probes, visit.lively));
  } catch (error) {
    if (!(error instanceof Stuck)) throw error;
    stuck = true;
    browser.child.kill('SIGKILL');
  }
  await checkValidity(request, tell);
  if (visit.printed) tell({ note: { kind: 'printed', ...visit.printed } });
  if (stuck) tell({ note: { kind: 'out_of_time', during: 'page' } });
}

// ---- before anybody clicks -----------------------------------------------------------------------------
const REHEARSAL = {
  files: { 'index.html': '<!DOCTYPE html><html lang="fr"><title>x</title><style>p{color:red}</style><body><h1>x</h1><p>x</p></body></html>' },
  entry: 'index.html',
};
const REHEARSED = { kind: 'elements', selector: 'p', attributes: ['class'], styles: ['color'], pseudo: '' };

/** Opens a page, looks at it, takes its picture: what comes after is done by code that is already warm. */
async function warmed(browser) {
  const { targetInfos } = await browser.send(undefined, 'Target.getTargets');
  const tab = await Tab.fresh(browser);
  for (const { targetId, type } of targetInfos) if (type === 'page') browser.tell(undefined, 'Target.closeTarget', { targetId });
  await tab.rehearse(REHEARSAL, REHEARSED);
  return tab;
}

/** A window that the page opens is closed as soon as it appears: nobody looks at it. */
function closeStrangers(browser) {
  browser.on(undefined, 'Target.targetCreated', async ({ targetInfo }) => {
    if (targetInfo.type !== 'page') return;
    const own = await Promise.all([...browser.ownTabs].map((creation) => creation.catch(() => ({}))));
    if (own.some(({ targetId }) => targetId === targetInfo.targetId)) return;
    browser.tell(undefined, 'Target.closeTarget', { targetId: targetInfo.targetId });
  });
}

function teller(nonce) {
  const idle = new Int32Array(new SharedArrayBuffer(4));
  return (message) => {
    let line = Buffer.from(`@${nonce} ${JSON.stringify(message)}\n`);
    while (line.length) {
      try {
        line = line.subarray(writeSync(1, line));
      } catch (error) {
        if (error.code !== 'EAGAIN') throw error;
        Atomics.wait(idle, 0, 0, 2); // the pipe is full: who reads it is slower than us
      }
    }
  };
}

export async function main() {
  const browser = new Browser();
  browser.on(undefined, 'gone', () => browser.child.killed || process.exit(GONE));
  browser.on(undefined, 'Target.targetCrashed', ({ status }) => {
    process.stderr.write(MEMORY_ENDS.has(status) ? 'the page ran out of memory\n' : `the page crashed (${status})\n`);
    process.exit(GONE);
  });
  let first;
  try {
    first = await warmed(browser);
    closeStrangers(browser);
    await browser.send(undefined, 'Target.setDiscoverTargets', { discover: true });
  } catch (error) {
    process.stderr.write(`the browser did not start: ${error.message}\n`);
    process.exit(NOT_STARTED);
  }
  writeSync(1, 'ready\n');
  const request = await readRequest();
  const tell = teller(request.nonce);
  try {
    await observe(browser, first, request, tell);
  } catch (error) {
    if (error instanceof BrowserGone) process.exit(GONE);
    throw error;
  }
  tell({ end: true });
  // What is left waits to be killed, and uses no processor meanwhile: leaving by itself would make the engine work
  // while others are being served.
  process.kill(EVERYBODY, 'SIGSTOP');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
