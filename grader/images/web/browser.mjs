// One browser, spoken to over the DevTools pipe: messages are JSON, ended by a NUL.
import { spawn } from 'node:child_process';

const PROGRAM = '/usr/lib/chromium/chromium-headless-shell';
const LONGEST_MESSAGE = 32 * 1024 * 1024;

const FLAGS = [
  '--remote-debugging-pipe', '--user-data-dir=/tmp/profile', '--no-first-run', '--no-default-browser-check',
  // The container is the wall (docs/adr/0014); two processes instead of four make a waiting box small.
  '--no-sandbox', '--no-zygote', '--in-process-gpu', '--disable-gpu', '--disable-software-rasterizer',
  '--enable-features=NetworkServiceInProcess2', '--renderer-process-limit=1', '--disable-site-isolation-trials',
  '--disable-dev-shm-usage', '--disable-breakpad', '--disable-crash-reporter', '--metrics-recording-only',
  '--disable-extensions', '--disable-background-networking', '--disable-component-update', '--disable-default-apps',
  '--disable-sync', '--mute-audio', '--disable-back-forward-cache', '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,HttpsUpgrades,PaintHolding,IsolateSandboxedIframes',
  // The same page gives the same picture everywhere, and nothing is drawn unless we ask for it: a box that waits
  // uses no processor at all, and a picture takes one frame.
  '--enable-begin-frame-control', '--run-all-compositor-stages-before-draw', '--disable-threaded-animation',
  '--disable-threaded-scrolling', '--disable-checker-imaging', '--disable-image-animation-resync', '--disable-smooth-scrolling',
  '--disable-new-content-rendering-timeout', '--disable-partial-raster', '--disable-skia-runtime-opts', '--hide-scrollbars',
  '--force-color-profile=srgb', '--font-render-hinting=none', '--disable-lcd-text', '--force-device-scale-factor=1',
  '--lang=fr-FR', '--accept-lang=fr-FR,fr',
  'about:blank',
];

export class BrowserGone extends Error {}

export class Browser {
  constructor() {
    Object.assign(this, { waiting: new Map(), listeners: new Map(), lastId: 0, outgoing: '', parts: [], size: 0, ownTabs: new Set() });
    const env = { HOME: '/tmp', TZ: 'Europe/Paris', LANG: 'fr_FR.UTF-8', LANGUAGE: 'fr' };
    this.child = spawn(PROGRAM, FLAGS, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], env });
    const [, , , toBrowser, fromBrowser] = this.child.stdio;
    toBrowser.on('error', () => {});
    fromBrowser.on('error', () => {});
    fromBrowser.on('data', (chunk) => this.receive(chunk));
    this.child.on('exit', () => this.lose());
    this.child.on('error', () => this.lose());
  }

  lose() {
    for (const { reject } of this.waiting.values()) reject(new BrowserGone('the browser is gone'));
    this.waiting.clear();
    this.emit('gone', {}, undefined);
  }

  receive(chunk) {
    let from = 0;
    for (let end = chunk.indexOf(0, from); end !== -1; end = chunk.indexOf(0, from)) {
      this.keep(chunk.subarray(from, end));
      const whole = this.size <= LONGEST_MESSAGE ? Buffer.concat(this.parts).toString('utf8') : null;
      this.parts = [];
      this.size = 0;
      from = end + 1;
      if (whole !== null) this.handle(JSON.parse(whole));
    }
    if (from < chunk.length) this.keep(chunk.subarray(from));
  }

  /** A message too long is counted and dropped: who waits for it is out of time. */
  keep(part) {
    this.size += part.length;
    if (this.size <= LONGEST_MESSAGE) this.parts.push(part);
    else this.parts = [];
  }

  handle(message) {
    if (message.id === undefined) {
      this.emit(message.method, message.params, message.sessionId);
      return;
    }
    const asked = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (!asked) return;
    if (message.error) asked.reject(new Error(`${asked.method}: ${message.error.message}`));
    else asked.resolve(message.result);
  }

  emit(method, params, session) {
    for (const listener of this.listeners.get(`${session ?? ''} ${method}`) ?? []) listener(params);
  }

  on(session, method, listener) {
    const key = `${session ?? ''} ${method}`;
    this.listeners.set(key, [...(this.listeners.get(key) ?? []), listener]);
  }

  /** Returns the answer to come. What is sent in one go leaves in one write: no round trip is waited for. */
  send(session, method, params = {}) {
    this.lastId += 1;
    const id = this.lastId;
    if (this.outgoing === '') queueMicrotask(() => this.flush());
    this.outgoing += `${JSON.stringify({ id, method, params, sessionId: session })}\0`;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { session, method, resolve, reject });
    });
  }

  /** Whoever waits for an answer from a tab that is gone hears that there will be none. */
  forsake(session) {
    for (const [id, asked] of this.waiting) {
      if (asked.session !== session) continue;
      this.waiting.delete(id);
      asked.reject(new Error(`${asked.method}: the tab is gone`));
    }
  }

  flush() {
    this.child.stdio[3].write(this.outgoing);
    this.outgoing = '';
  }

  /** For what may fail without harm: the page may be gone between an event and our answer to it. */
  tell(session, method, params) {
    this.send(session, method, params).catch(() => {});
  }
}
