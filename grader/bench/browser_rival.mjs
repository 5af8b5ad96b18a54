// What a grader without boxes would do with a browser: a new context in one that is always there, or a new browser
// each time. Reads one line of JSON { files, widths, looks }, then « context » or « launch » per line; answers with
// milliseconds. Runs inside the web image, so that the browser is the very same.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const FLAGS = [
  '--no-sandbox', '--no-zygote', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-pipe', '--no-first-run',
  '--disable-extensions', '--disable-background-networking', '--mute-audio', '--hide-scrollbars',
];
let launched = 0;

class Browser {
  constructor() {
    launched += 1;
    const flags = [...FLAGS, `--user-data-dir=/tmp/profile${launched}`, 'about:blank'];
    this.child = spawn('/usr/bin/chromium-headless-shell', flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    this.asked = new Map();
    this.heard = new Map();
    this.id = 0;
    let rest = '';
    this.child.stdio[4].setEncoding('utf8').on('data', (chunk) => {
      const messages = (rest + chunk).split('\0');
      rest = messages.pop();
      for (const message of messages) this.hear(JSON.parse(message));
    });
  }

  hear(message) {
    if (message.id === undefined) {
      this.heard.get(`${message.sessionId} ${message.method}`)?.();
      return;
    }
    const { resolve, reject } = this.asked.get(message.id);
    this.asked.delete(message.id);
    if (message.error) reject(new Error(message.error.message));
    else resolve(message.result);
  }

  send(method, params = {}, sessionId = undefined) {
    this.id += 1;
    const { id } = this;
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject });
      this.child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  event(sessionId, method) {
    return new Promise((resolve) => { this.heard.set(`${sessionId} ${method}`, resolve); });
  }

  end() {
    return new Promise((resolve) => {
      this.child.on('exit', resolve);
      this.child.kill('SIGKILL');
    });
  }
}

/** One submission: a fresh context, the page at each width, everything asked in one evaluation per width. */
async function check(browser, { widths, looks }) {
  const { browserContextId } = await browser.send('Target.createBrowserContext');
  const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank', browserContextId });
  const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
  const loaded = browser.event(sessionId, 'Page.loadEventFired');
  browser.send('Page.enable', {}, sessionId);
  browser.send('Emulation.setDeviceMetricsOverride', { width: widths[0], height: 800, deviceScaleFactor: 1, mobile: false }, sessionId);
  await browser.send('Page.navigate', { url: 'file:///tmp/page/index.html' }, sessionId);
  await Promise.race([loaded, complete(browser, sessionId)]);
  const seen = [];
  for (const width of widths) {
    browser.send('Emulation.setDeviceMetricsOverride', { width, height: 800, deviceScaleFactor: 1, mobile: false }, sessionId);
    const expression = `(${look})(${JSON.stringify(looks)})`;
    const { result } = await browser.send('Runtime.evaluate', { expression, returnByValue: true }, sessionId);
    seen.push(result.value);
  }
  await browser.send('Target.disposeBrowserContext', { browserContextId });
  if (!seen.every((answers) => answers.every((count) => count > 0))) throw new Error(`nothing found: ${JSON.stringify(seen)}`);
}

// A browser that has just been started sometimes says nothing of a page that it has loaded: it is asked, now and then.
async function complete(browser, sessionId) {
  const expression = "location.protocol === 'file:' && document.readyState === 'complete'";
  for (;;) {
    await new Promise((resolve) => { setTimeout(resolve, 20); });
    // Once the page was disposed of, nobody waits for this any more.
    const answer = await browser.send('Runtime.evaluate', { expression, returnByValue: true }, sessionId).catch(() => null);
    if (answer === null || answer.result.value) return;
  }
}

function look(looks) {
  return looks.map(({ selector, styles }) => {
    const found = [...document.querySelectorAll(selector)];
    for (const element of found) {
      const computed = getComputedStyle(element);
      styles.map((name) => computed.getPropertyValue(name));
      element.getBoundingClientRect();
    }
    return found.length;
  });
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const work = JSON.parse((await lines.next()).value);
mkdirSync('/tmp/page');
for (const [path, text] of Object.entries(work.files)) writeFileSync(`/tmp/page/${path}`, text);
const always = new Browser();
await check(always, work);
process.stdout.write('ready\n');
for await (const way of lines) {
  const began = performance.now();
  if (way === 'context') {
    await check(always, work);
  } else {
    const browser = new Browser();
    await check(browser, work);
    await browser.end();
  }
  process.stdout.write(`${(performance.now() - began).toFixed(3)} 0\n`);
}
process.exit(0);
