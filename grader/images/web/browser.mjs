// One browser, spoken to over the DevTools pipe: messages are JSON, ended by a NUL.
import { spawn } from 'node:child_process';

// The container is the wall: it allows no namespaces, which Chromium's own sandbox would need.
const FLAGS = [
  '--no-sandbox', '--no-zygote', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-pipe',
  '--user-data-dir=/tmp/profile', '--no-first-run', '--no-default-browser-check', '--disable-extensions',
  '--disable-background-networking', '--disable-component-update', '--disable-default-apps', '--disable-sync',
  '--disable-breakpad', '--disable-crash-reporter', '--metrics-recording-only', '--mute-audio', '--hide-scrollbars',
  '--force-color-profile=srgb', '--font-render-hinting=none', '--disable-lcd-text',
  '--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider',
  'about:blank',
];

export class BrowserGone extends Error {}

export class Browser {
  constructor(program) {
    this.waiting = new Map();
    this.listeners = new Map();
    this.lastId = 0;
    this.rest = [];
    this.child = spawn(program, FLAGS, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    this.child.stdio[3].on('error', () => {});
    this.child.stdio[4].on('data', (chunk) => this.receive(chunk));
    this.child.on('exit', () => this.lose());
  }

  lose() {
    for (const { reject } of this.waiting.values()) reject(new BrowserGone('the browser is gone'));
    this.waiting.clear();
    this.emit({ method: 'gone', params: {} });
  }

  receive(chunk) {
    let from = 0;
    for (let end = chunk.indexOf(0, from); end !== -1; end = chunk.indexOf(0, from)) {
      this.rest.push(chunk.subarray(from, end));
      const message = JSON.parse(Buffer.concat(this.rest).toString('utf8'));
      this.rest = [];
      from = end + 1;
      this.handle(message);
    }
    if (from < chunk.length) this.rest.push(chunk.subarray(from));
  }

  handle(message) {
    if (message.id === undefined) {
      this.emit(message);
      return;
    }
    const asked = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (!asked) return;
    if (message.error) asked.reject(new Error(message.error.message));
    else asked.resolve(message.result);
  }

  emit({ method, params, sessionId }) {
    for (const listener of this.listeners.get(method) ?? []) listener(params, sessionId);
  }

  on(method, listener) {
    this.listeners.set(method, [...(this.listeners.get(method) ?? []), listener]);
  }

  send(method, params = {}, sessionId = this.session) {
    this.lastId += 1;
    const id = this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  /** For what may fail without harm: the page may be gone between an event and our answer to it. */
  tell(method, params, sessionId) {
    this.send(method, params, sessionId).catch(() => {});
  }
}
