// One tab: the apprentice's files at a made-up address, a clock of ours, an observer in a world of its own.
import { readFileSync } from 'node:fs';

// Where the files are opened, unless the request says where its site really lives, under which names, and what
// its files are: pictures and whatever else is no text.
const EXERCISE = { origins: ['https://exercice.test'], binaries: {}, types: {} };
export const SETTLE = 50; // virtual milliseconds after a load or an action: short timers, chains of requests
const MOST = { lines: 200, tail: 20, errors: 20, requests: 250, dialogs: 50, waits: 500, turns: 40 };
const TASKS_WITHOUT_TIME = 10_000; // a page that keeps itself busy still gets older
const KINDS = { XHR: 'fetch' };
const WAITED = new Set(['Stylesheet', 'Image', 'Font', 'Script', 'XHR', 'Fetch']);
const TYPES = {
  html: 'text/html', css: 'text/css', js: 'text/javascript', mjs: 'text/javascript', json: 'application/json',
  svg: 'image/svg+xml', txt: 'text/plain', md: 'text/plain', xml: 'application/xml', csv: 'text/csv',
};
const BINARY_TYPES = {
  png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', avif: 'image/avif',
  ico: 'image/x-icon', woff: 'font/woff', woff2: 'font/woff2', ttf: 'font/ttf', otf: 'font/otf', pdf: 'application/pdf',
  mp4: 'video/mp4', webm: 'video/webm', mp3: 'audio/mpeg', html: 'text/html', css: 'text/css', js: 'text/javascript',
};
export const MOMENT = 20; // real milliseconds after which we ask ourselves whether the clock can go on
const WORLD = 'observer';
const REPLACED = /context|navigated/i; // how the browser says that the document was replaced meanwhile
export const pause = (milliseconds) => new Promise((resolve) => {
  setTimeout(resolve, milliseconds);
});

const source = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const LOOK = source('./look.js');
const CLOCK = source('./clock.js');

export const short = (text, longest = 500) => String(text ?? '').slice(0, longest);

/** The file that an address of the site means, or null for any other address. */
export function pathOf(url, { origins } = EXERCISE) {
  try {
    const { origin, pathname } = new URL(url);
    return origins.includes(origin) ? decodeURIComponent(pathname.slice(1)) : null;
  } catch {
    return null;
  }
}

function written(arg) {
  if (arg.type === 'string') return arg.value;
  if (arg.unserializableValue !== undefined) return arg.unserializableValue;
  if (arg.preview) return previewed(arg.preview);
  return String(arg.value ?? arg.description ?? arg.type);
}

/** Name and message of what was thrown, apart from each other. */
export function thrownText(exception, text = '') {
  const name = short(exception?.className ?? '', 100);
  const [first] = short(exception?.description ?? exception?.value ?? text).split('\n');
  return { name, message: first.startsWith(`${name}: `) ? first.slice(name.length + 2) : first };
}

function previewed({ subtype, description, properties = [], overflow }) {
  if (subtype === 'error') return short(description).split('\n')[0];
  if (!['array', undefined].includes(subtype)) return short(description);
  const shown = ({ type, value, valuePreview }) => {
    if (valuePreview) return previewed(valuePreview);
    return type === 'string' ? `'${value}'` : value;
  };
  const list = subtype === 'array';
  const items = properties.map((one) => (list ? shown(one) : `${one.name}: ${shown(one)}`));
  if (overflow) items.push('…');
  if (items.length === 0) return list ? '[]' : '{}';
  return list ? `[ ${items.join(', ')} ]` : `{ ${items.join(', ')} }`;
}

export class Tab {
  constructor(browser, targetId, contextId) {
    Object.assign(this, { browser, targetId, contextId, files: {}, site: EXERCISE, entry: '', answers: [], world: null, load: 'none', changed: [], underWay: new Set() });
    Object.assign(this, { lines: [], tail: [], count: 0, errors: [], errorCount: 0, requests: [], requestCount: 0, dialogs: [] });
  }

  /** A tab that nobody used, in a context of its own: no storage, no history, a clock at its beginning. */
  static async fresh(browser) {
    const { browserContextId } = await browser.send(undefined, 'Target.createBrowserContext');
    const wanted = { url: 'about:blank', browserContextId, enableBeginFrameControl: true };
    const creation = browser.send(undefined, 'Target.createTarget', wanted);
    browser.ownTabs.add(creation);
    const { targetId } = await creation;
    return new Tab(browser, targetId, browserContextId).attach();
  }

  async attach() {
    const { sessionId } = await this.browser.send(undefined, 'Target.attachToTarget', { targetId: this.targetId, flatten: true });
    this.session = sessionId;
    this.listen();
    await Promise.all([
      this.send('Page.enable'),
      this.send('Page.bringToFront'), // or the keyboard would write elsewhere
      this.send('Runtime.enable'),
      this.send('Network.enable'),
      this.send('Network.setBypassServiceWorker', { bypass: true }),
      this.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
      this.send('Emulation.setFocusEmulationEnabled', { enabled: true }),
      this.send('Emulation.setLocaleOverride', { locale: 'fr-FR' }),
      this.send('Page.addScriptToEvaluateOnNewDocument', { source: CLOCK }),
      this.send('Page.addScriptToEvaluateOnNewDocument', { source: LOOK, worldName: WORLD }),
    ]);
    return this;
  }

  /** Opens, looks, takes a picture, and leaves no trace: the clock only begins with the first real page. */
  async rehearse({ files, entry }, asked) {
    Object.assign(this, { files, entry });
    const loaded = new Promise((resolve) => {
      this.changed.push(resolve);
    });
    await this.send('Page.navigate', { url: this.addressOf(entry) });
    await loaded;
    while (this.load !== 'done') await this.change();
    await this.ask(`look(${JSON.stringify([asked])})`);
    await this.picture();
    await this.send('Page.resetNavigationHistory');
    Object.assign(this, { requests: [], requestCount: 0 });
  }

  send(method, params) {
    return this.browser.send(this.session, method, params);
  }

  tell(method, params) {
    this.browser.tell(this.session, method, params);
  }

  dispose() {
    if (this.contextId) this.browser.tell(undefined, 'Target.disposeBrowserContext', { browserContextId: this.contextId });
  }

  // ---- what the page does -----------------------------------------------------------------------------
  listen() {
    const on = (method, listener) => this.browser.on(this.session, method, listener);
    on('Fetch.requestPaused', (request) => this.serve(request));
    on('Network.webSocketCreated', ({ url }) => this.requested({ url, method: 'GET', kind: 'websocket', served: false }));
    on('Network.requestWillBeSent', ({ requestId, type }) => WAITED.has(type) && this.underWay.add(requestId));
    for (const end of ['Network.loadingFinished', 'Network.loadingFailed']) on(end, ({ requestId }) => this.underWay.delete(requestId));
    on('Page.javascriptDialogOpening', (dialog) => this.dialog(dialog));
    on('Runtime.consoleAPICalled', (call) => this.print(call));
    on('Runtime.exceptionThrown', ({ exceptionDetails }) => this.threw(exceptionDetails));
    on('Runtime.executionContextCreated', ({ context }) => this.entered(context));
    on('Runtime.executionContextsCleared', () => this.left());
    on('Page.frameNavigated', ({ frame }) => this.isMain(frame.id) && this.become('loading'));
    on('Page.frameRequestedNavigation', ({ frameId, disposition }) => {
      if (this.isMain(frameId) && disposition === 'currentTab') this.become('navigating');
    });
    on('Page.frameStoppedLoading', ({ frameId }) => this.isMain(frameId) && this.become('done'));
    on('Page.loadEventFired', () => this.become('done'));
    on('Emulation.virtualTimeBudgetExpired', () => this.budgetOver?.());
    this.browser.on(undefined, 'Target.detachedFromTarget', ({ sessionId }) => sessionId === this.session && this.vanish());
  }

  /** The page closed itself: nobody has to wait for it. */
  vanish() {
    this.browser.forsake(this.session);
    this.budgetOver?.();
    this.become('done');
  }

  isMain(frameId) {
    return frameId === this.targetId;
  }

  become(load) {
    // A frame may stop loading because another load begins: only an answer to it counts.
    this.load = load;
    const waiting = this.changed;
    this.changed = [];
    for (const go of waiting) go(true);
  }

  change() {
    return new Promise((resolve) => {
      this.changed.push(resolve);
    });
  }

  entered({ uniqueId, name, auxData }) {
    if (!this.isMain(auxData?.frameId)) return;
    if (name === WORLD) this.world = uniqueId;
    else if (auxData.isDefault) this.mainWorld = uniqueId;
  }

  left() {
    this.world = null;
    this.mainWorld = null;
  }

  addressOf(page) {
    return `${this.site.origins[0]}/${page}`;
  }

  serve({ requestId, request, resourceType, frameId }) {
    const path = pathOf(request.url, this.site);
    const file = path === null ? null : this.fileAt(path, new URL(request.url).search);
    const isPage = resourceType === 'Document';
    const { url, method, postData } = request;
    if (path !== 'favicon.ico') {
      this.requested({ url, path, method, data: short(postData), kind: KINDS[resourceType] ?? resourceType.toLowerCase(), served: file !== null });
    }
    if (path === null) {
      // « Aborted » leaves the page where it is; any other reason would show a page of the browser's.
      const errorReason = isPage && this.isMain(frameId) ? 'Aborted' : 'BlockedByClient';
      this.tell('Fetch.failRequest', { requestId, errorReason });
      return;
    }
    this.tell('Fetch.fulfillRequest', {
      requestId, responseCode: file === null ? 404 : 200,
      responseHeaders: [{ name: 'Content-Type', value: this.typeOf(file) }],
      body: file === null ? '' : this.bodyOf(file),
    });
  }

  has(name) {
    return Object.hasOwn(this.files, name) || Object.hasOwn(this.site.binaries, name);
  }

  /** A page of a real site may be one for each query: the file of that name comes before the one without. */
  fileAt(path, search) {
    const names = path === '' ? [this.entry] : [path, `${path.replace(/\/$/, '')}/index.html`];
    return (search ? [path + search, ...names] : names).find((name) => this.has(name)) ?? null;
  }

  typeOf(file) {
    if (file === null) return 'text/plain; charset=utf-8';
    const ending = file.split('.').pop().toLowerCase();
    if (Object.hasOwn(this.site.types, file)) return this.site.types[file];
    if (Object.hasOwn(this.site.binaries, file)) return BINARY_TYPES[ending] ?? 'application/octet-stream';
    return `${TYPES[ending] ?? 'text/plain'}; charset=utf-8`;
  }

  bodyOf(file) {
    if (Object.hasOwn(this.site.binaries, file)) return this.site.binaries[file];
    return Buffer.from(this.files[file], 'utf8').toString('base64');
  }

  requested({ url, path = null, method, data = '', kind, served }) {
    this.requestCount += 1;
    const outside = path === null;
    if (this.requests.length < MOST.requests) {
      this.requests.push({ address: short(outside ? url : path), query: outside ? '' : short(new URL(url).search), method, data, kind, served, outside });
    }
  }

  dialog({ type, message, defaultPrompt }) {
    if (this.dialogs.length < MOST.dialogs) this.dialogs.push({ kind: type, message: short(message) });
    const answer = type === 'confirm' || type === 'prompt' ? this.answers.shift() : true;
    const accept = answer !== undefined && answer !== false;
    const promptText = typeof answer === 'string' ? answer : defaultPrompt;
    this.tell('Page.handleJavaScriptDialog', accept && type === 'prompt' ? { accept, promptText } : { accept });
  }

  print({ type, args }) {
    if (type === 'clear' || type === 'endGroup') return;
    const text = args.map(written).join(' ');
    for (const line of text.slice(0, 4 * 4000).split('\n')) {
      this.count += 1;
      if (this.lines.length < MOST.lines) this.lines.push(short(line));
      else this.tail[this.count % MOST.tail] = short(line, 200);
    }
  }

  printed() {
    const kept = this.tail.length;
    const first = kept < MOST.tail ? 0 : (this.count + 1) % MOST.tail;
    const tail = this.tail.map((_, i) => this.tail[(first + i) % kept]).filter((line) => line !== undefined);
    return { lines: this.lines, skipped: this.count - this.lines.length - tail.length, tail, count: this.count };
  }

  threw({ exception, text, lineNumber, columnNumber, url }) {
    this.errorCount += 1;
    if (this.errors.length >= MOST.errors) return;
    const place = { line: lineNumber + 1, column: columnNumber + 1, file: url ? pathOf(url, this.site) || this.entry : null };
    this.errors.push({ ...thrownText(exception, text), ...place });
  }

  // ---- loading and time -------------------------------------------------------------------------------
  /** Opens a page of the exercise and returns once it is loaded, its requests answered, its first timers run. */
  async open({ files, entry, site = EXERCISE }, { page, width, height, at, prefers, dialogs }) {
    Object.assign(this, { files, entry, site, answers: [...dialogs] });
    const { media, ...features } = prefers;
    const asked = { 'prefers-reduced-motion': 'reduce', 'prefers-color-scheme': 'light' };
    for (const [name, value] of Object.entries(features)) asked[`prefers-${name}`] = value;
    this.tell('Emulation.setEmulatedMedia', { media: media ?? '', features: Object.entries(asked).map(([name, value]) => ({ name, value })) });
    this.tell('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    // The clock stands still until the page is there, so that it begins at the same moment every time.
    this.tell('Emulation.setVirtualTimePolicy', { policy: 'pause', initialVirtualTime: Date.parse(at) / 1000 });
    this.load = 'navigating';
    await this.send('Page.navigate', { url: this.addressOf(page || entry) });
    await this.settle(SETTLE);
  }

  /** Lets the page's clock run for so many milliseconds; requests are waited for, nobody waits a real second. */
  async advance(milliseconds) {
    for (;;) {
      await this.receiveAll();
      const over = this.grant('pauseIfNetworkFetchesPending', milliseconds);
      while (!(await Promise.race([over, pause(MOMENT)])) && this.underWay.size === 0);
      if (this.isOver) return;
    }
  }

  /** A request that began while the clock stood still only ends if the clock goes on a little. */
  async receiveAll() {
    for (let tries = 0; this.underWay.size && tries < MOST.waits; tries += 1) await this.grant('advance', 1);
    this.underWay.clear();
  }

  /** Returns, to come, true once that time has passed in the page. */
  grant(policy, budget) {
    this.isOver = false;
    const over = new Promise((resolve) => {
      this.budgetOver = () => {
        this.isOver = true;
        resolve(true);
      };
    });
    const sent = this.send('Emulation.setVirtualTimePolicy', { policy, budget, maxVirtualTimeTaskStarvationCount: TASKS_WITHOUT_TIME });
    return sent.then(() => over);
  }

  /** Advances, and goes on until no page is on its way. One that never ends to load, and asks for nothing, is looked at as it is. */
  async settle(milliseconds) {
    if (this.load !== 'navigating') await this.advance(milliseconds);
    for (let turns = 0; this.load !== 'done' && turns < MOST.turns;) {
      if (this.load !== 'navigating') {
        const before = this.requestCount;
        await this.advance(SETTLE);
        turns = this.requestCount === before ? turns + 1 : 0;
      // A form leaves a moment after it was sent.
      } else if (!(await Promise.race([this.change(), pause(MOMENT)]))) await this.grant('advance', 1);
    }
    this.become('done');
  }

  async resize(width, height) {
    await this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  }

  /** Lets the page draw itself once: what waits for that (observers, media queries, the mouse) gets its turn. */
  frame() {
    return this.send('HeadlessExperimental.beginFrame');
  }

  /** Draws, and lets the page do what it does then. */
  async draw() {
    await this.frame();
    await this.settle(SETTLE);
  }

  /** Returns what is in the window, in base64: as PNG, to be compared, or as JPEG, to be looked at. */
  async picture(format = 'png') {
    const screenshot = format === 'jpeg' ? { format, quality: 80 } : { format, optimizeForSpeed: true };
    for (let tries = 0; tries < 3; tries += 1) {
      const asked = { screenshot };
      const { screenshotData } = await this.send('HeadlessExperimental.beginFrame', asked);
      if (screenshotData) return screenshotData;
    }
    throw new Lost('no picture');
  }

  async reload() {
    this.load = 'navigating';
    await this.send('Page.reload');
  }

  /** Asks the observer that lives in the page. */
  ask(call, options) {
    return this.evaluate(`observer.${call}`, options);
  }

  /**
   * Evaluates in the observer's own world; raises Refusal for what the author wrote, Lost for what cannot be had.
   * A page that goes elsewhere takes that world with it: we follow, as long as the probe may last.
   */
  async evaluate(expression, options = {}) {
    for (;;) {
      try {
        if (this.world !== null) return await this.evaluateOnce(expression, options);
      } catch (error) {
        if (!REPLACED.test(error.message)) throw error;
      }
      await pause(5);
      await this.settle(SETTLE);
    }
  }

  async evaluateOnce(expression, options) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression, uniqueContextId: this.world, returnByValue: true, ...options,
    });
    if (exceptionDetails) {
      const { name, message } = thrownText(exceptionDetails.exception, exceptionDetails.text);
      throw name === 'SyntaxError' ? new Refusal(message) : new Lost(`${name}: ${message}`);
    }
    return options.returnByValue === false ? result : result.value;
  }
}

/** What an author asked and nobody can do, such as reading a broken selector. */
export class Refusal extends Error {}

/** The page went away while it was looked at. */
export class Lost extends Error {}
