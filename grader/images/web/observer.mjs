// Starts a browser, says that it is ready, reads one request, opens the apprentice's page at each width that
// a probe names, answers the probes. It knows no expected value. Every line carries the request's nonce.
import { readFileSync, writeSync } from 'node:fs';
import { Browser, BrowserGone } from './browser.mjs';
import { load, validity } from './validity.mjs';

const ORIGIN = 'https://exercice.test/';
const NOWHERE = `${ORIGIN}-`; // no file of an apprentice starts with a dash
const HEIGHT = 800;
const MOST_NOTES = 20;
const MOST_LINES = 200;
const TYPES = {
  html: 'text/html', css: 'text/css', js: 'text/javascript', mjs: 'text/javascript', json: 'application/json',
  svg: 'image/svg+xml', txt: 'text/plain', md: 'text/plain', xml: 'application/xml',
};
const look = readFileSync(new URL('./look.js', import.meta.url), 'utf8');

class Stuck extends Error {}

const GONE = /context|navigated|No frame/; // how the browser says that the document was replaced meanwhile
const pause = (milliseconds) => new Promise((resolve) => {
  setTimeout(resolve, milliseconds);
});

async function readRequest() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const all = Buffer.concat(chunks);
  const start = all.indexOf(10) + 1;
  return JSON.parse(all.subarray(start, start + Number(all.subarray(0, start - 1))).toString('utf8'));
}

/** Waits for a promise as long as one probe may last. */
function within(seconds, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Stuck()), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const short = (text, longest = 500) => String(text ?? '').slice(0, longest);
const base64 = (text) => Buffer.from(text, 'utf8').toString('base64');

/** The page's whole world: the apprentice's files at a made-up address, and nothing else. */
class Page {
  constructor(browser, files, note) {
    Object.assign(this, { browser, files, note, printed: [], count: 0, looks: 0 });
    browser.on('Fetch.requestPaused', (request) => this.serve(request));
    browser.on('Page.javascriptDialogOpening', () => browser.tell('Page.handleJavaScriptDialog', { accept: false }));
    browser.on('Runtime.consoleAPICalled', (call) => this.print(call));
    browser.on('Runtime.exceptionThrown', ({ exceptionDetails }) => this.threw(exceptionDetails));
    browser.on('Inspector.targetCrashed', () => process.exit(70));
    browser.on('gone', () => process.exit(70));
  }

  serve({ requestId, request }) {
    if (request.url === NOWHERE) {
      this.answer(requestId, 200, 'text/html', '<!DOCTYPE html>');
      return;
    }
    const path = request.url.startsWith(ORIGIN) ? pathOf(request.url) : null;
    if (path !== null && Object.hasOwn(this.files, path)) {
      this.answer(requestId, 200, TYPES[path.split('.').pop()] ?? 'text/plain', this.files[path]);
      return;
    }
    if (path === null) {
      this.note({ kind: 'refused_request', address: short(request.url) });
      this.browser.tell('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
      return;
    }
    if (path !== 'favicon.ico') this.note({ kind: 'missing_file', address: short(path) });
    this.answer(requestId, 404, 'text/plain', '');
  }

  answer(requestId, responseCode, type, text) {
    const responseHeaders = [{ name: 'Content-Type', value: `${type}; charset=utf-8` }];
    this.browser.tell('Fetch.fulfillRequest', { requestId, responseCode, responseHeaders, body: base64(text) });
  }

  /** Each width runs the same scripts: what they write is kept once. */
  print({ args }) {
    if (this.looks > 1) return;
    this.count += 1;
    if (this.printed.length >= MOST_LINES) return;
    this.printed.push(short(args.map((arg) => arg.value ?? arg.description ?? arg.type).join(' ')));
  }

  threw({ exception, text, lineNumber, columnNumber, url }) {
    const [message] = short(exception?.description ?? text).split('\n');
    const place = { line: lineNumber + 1, column: columnNumber + 1, file: url ? pathOf(url) : null };
    this.note({ kind: 'page_error', name: short(exception?.className), message, ...place });
  }

  async open(entry, width) {
    const { browser } = this;
    if (this.looks > 0) await this.forget();
    this.looks += 1;
    const metrics = { width, height: HEIGHT, deviceScaleFactor: 1, mobile: false };
    await browser.send('Emulation.setDeviceMetricsOverride', metrics);
    await this.go(ORIGIN + entry);
  }

  async go(url) {
    const loaded = new Promise((resolve) => {
      this.onLoad = resolve;
    });
    const { frameId } = await this.browser.send('Page.navigate', { url });
    this.frame = frameId;
    await loaded;
    await this.enter().catch(() => {});
  }

  async enter() {
    const world = await this.browser.send('Page.createIsolatedWorld', { frameId: this.frame, worldName: 'observer' });
    this.world = world.executionContextId;
  }

  /** What the page kept of one look is not there at the next, as on another visitor's machine. */
  async forget() {
    await this.go(NOWHERE);
    await this.evaluate("sessionStorage.clear(); window.name = ''");
    await this.browser.send('Storage.clearDataForOrigin', { origin: new URL(ORIGIN).origin, storageTypes: 'all' });
    await this.browser.send('Page.resetNavigationHistory');
  }

  /** A page that goes elsewhere takes our world with it: we follow, as long as the probe may last. */
  async evaluate(expression) {
    for (;;) {
      try {
        return await this.evaluateOnce(expression);
      } catch (error) {
        if (!GONE.test(error.message)) throw error;
        await pause(20);
        await this.enter().catch(() => {});
      }
    }
  }

  async evaluateOnce(expression) {
    const asked = { expression, contextId: this.world, returnByValue: true };
    const { result, exceptionDetails } = await this.browser.send('Runtime.evaluate', asked);
    if (exceptionDetails) throw new Error(short(exceptionDetails.exception?.description ?? exceptionDetails.text));
    return result.value;
  }

  elements(asked) {
    return this.evaluate(`(${look})(${JSON.stringify(asked)})`);
  }
}

function pathOf(url) {
  try {
    return decodeURIComponent(new URL(url).pathname.slice(1));
  } catch {
    return '';
  }
}

async function prepare(browser) {
  const { targetInfos } = await browser.send('Target.getTargets', {}, undefined);
  const { targetId } = targetInfos.find(({ type }) => type === 'page') ?? await browser.send(
    'Target.createTarget', { url: 'about:blank' }, undefined,
  );
  const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true }, undefined);
  browser.session = sessionId;
  // A window that the page opens would escape the interception: it is closed as soon as it appears.
  browser.on('Target.targetCreated', ({ targetInfo }) => {
    if (targetInfo.type === 'page' && targetInfo.targetId !== targetId) {
      browser.send('Target.closeTarget', { targetId: targetInfo.targetId }, undefined).catch(() => {});
    }
  });
  await Promise.all([
    browser.send('Target.setDiscoverTargets', { discover: true }, undefined),
    browser.send('Page.enable'), browser.send('Runtime.enable'), browser.send('Inspector.enable'),
    browser.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
    browser.send('Network.setBypassServiceWorker', { bypass: true }).catch(() => {}),
    browser.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-reduced-motion', value: 'reduce' }] }),
  ]);
}

async function lookAt(page, request, width, probes, tell) {
  await within(request.seconds, page.open(request.entry, width));
  for (const probe of probes) {
    tell({ probe: probe.id, seen: await within(request.seconds, page.elements(probe)) });
  }
}

function byWidth(probes) {
  const groups = new Map();
  for (const probe of probes) {
    if (probe.kind === 'elements') groups.set(probe.width, [...(groups.get(probe.width) ?? []), probe]);
  }
  return groups;
}

async function checkValidity(request, tell) {
  for (const probe of request.probes.filter(({ kind }) => kind === 'validity')) {
    const text = request.files[probe.file];
    if (text !== undefined) tell({ probe: probe.id, seen: await validity(probe.file, text) });
  }
}

async function observe(browser, request, tell) {
  let notes = 0;
  const note = (found) => {
    notes += 1;
    if (notes <= MOST_NOTES) tell({ note: found });
  };
  const page = new Page(browser, request.files, note);
  browser.on('Page.loadEventFired', () => page.onLoad?.());
  // The checkers load while the browser works: neither waits for the other.
  for (const { kind, file } of request.probes) if (kind === 'validity') load(file).catch(() => {});
  let stuck = false;
  for (const [width, probes] of byWidth(request.probes)) {
    try {
      await lookAt(page, request, width, probes, tell);
    } catch (error) {
      if (!(error instanceof Stuck)) throw error;
      stuck = true;
      break;
    }
  }
  await checkValidity(request, tell);
  tell({ note: { kind: 'printed', lines: page.printed, skipped: page.count - page.printed.length, tail: [], count: page.count } });
  if (stuck) tell({ note: { kind: 'out_of_time', during: 'page' } });
}

const browser = new Browser('/usr/bin/chromium-headless-shell');
try {
  await prepare(browser);
} catch (error) {
  process.stderr.write(`the browser did not start: ${error.message}\n`);
  process.exit(71);
}
writeSync(1, 'ready\n');
const request = await readRequest();
const idle = new Int32Array(new SharedArrayBuffer(4));
const tell = (message) => {
  let line = Buffer.from(`@${request.nonce} ${JSON.stringify(message)}\n`);
  while (line.length) {
    try {
      line = line.subarray(writeSync(1, line));
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(idle, 0, 0, 2); // the pipe is full: who reads it is slower than us
    }
  }
};
try {
  await observe(browser, request, tell);
} catch (error) {
  if (error instanceof BrowserGone) process.exit(70);
  throw error;
}
tell({ end: true });
process.exit(0);
