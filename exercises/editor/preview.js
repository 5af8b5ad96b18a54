// Shows the page, or runs the script, in a frame without origin, network or right to anything of ours.
// What comes back from it was made by the code on trial: text to display, never to trust.

const LONGEST_TEXT = 2000;
const MOST_LINES = 200;
const PATIENCE = 4000;

export class Preview {
  constructor({ zone, files }) {
    Object.assign(this, { zone, files });
    this.frame = zone.querySelector("iframe");
    this.stage = zone.querySelector("[data-stage]");
    this.lines = zone.querySelector("[data-lines]");
    this.console = zone.querySelector("[data-console]");
    this.status = zone.querySelector("[data-preview-status]");
    this.texts = this.status.dataset;
    this.page = zone.dataset.entry;
  }

  start() {
    this.zone.querySelector("[data-run]").addEventListener("click", () => this.run(this.zone.dataset.entry));
    window.addEventListener("message", (event) => this.onMessage(event));
    for (const button of this.zone.querySelectorAll("[data-width]")) {
      button.addEventListener("click", () => this.resize(button));
    }
    if (this.stage) new ResizeObserver(() => this.fit()).observe(this.stage);
  }

  run(page) {
    this.page = page;
    this.count = 0;
    this.lines.replaceChildren();
    this.console.hidden = true;
    this.zone.classList.add("preview--started");
    this.say(this.texts.running);
    this.stop();
    // A new document each time: nothing of the previous run survives.
    this.frame.src = this.zone.dataset.frameUrl;
    this.watch();
  }

  watch() {
    this.timer = setTimeout(() => {
      this.frame.src = "about:blank";
      this.say(this.texts.stuck);
    }, PATIENCE);
  }

  stop() {
    clearTimeout(this.timer);
  }

  onMessage(event) {
    if (event.source !== this.frame.contentWindow || typeof event.data?.type !== "string") return;
    const answers = {
      ready: () => this.send(),
      shown: () => this.finish(this.texts.shown),
      loaded: () => this.finish(this.texts.shown),
      stopped: () => this.finish(this.texts.stuck),
      line: ({ level, text, line }) => this.addLine(level, text, line),
      missing: ({ path }) => this.addNote("missing", path),
      link: ({ href }) => this.addNote("link", href),
      form: () => this.addNote("form", ""),
      open: ({ path }) => this.open(path),
    };
    if (Object.hasOwn(answers, event.data.type)) answers[event.data.type](event.data);
  }

  send() {
    const { runtime } = this.zone.dataset;
    // "*" because the frame has no origin to name; it was just loaded from our own address.
    this.frame.contentWindow.postMessage({ type: "run", runtime, entry: this.page, files: this.files.all() }, "*");
  }

  finish(text) {
    this.stop();
    this.say(text);
  }

  open(path) {
    if (typeof path === "string" && Object.hasOwn(this.files.all(), path)) this.run(path);
  }

  addNote(kind, detail) {
    this.addLine("note", this.texts[kind].replace("{name}", String(detail).slice(0, 200)));
  }

  addLine(level, text, line) {
    this.count += 1;
    if (this.count > MOST_LINES) return;
    const item = document.createElement("li");
    const known = ["error", "warn", "note"].includes(level) ? level : "log";
    item.className = `console__line console__line--${known}`;
    item.append(...this.words(known, text, line));
    this.lines.append(item);
    this.console.hidden = false;
  }

  words(level, text, line) {
    const shown = this.count === MOST_LINES ? this.texts.cut : String(text).slice(0, LONGEST_TEXT);
    const place = Number.isInteger(line) && line > 0 ? ` ${this.texts.line.replace("{line}", line)}` : "";
    if (level === "log") return [shown];
    const label = document.createElement("strong");
    label.textContent = `${this.texts[level]}${place} `;
    return [label, shown];
  }

  resize(button) {
    for (const other of this.zone.querySelectorAll("[data-width]")) {
      other.setAttribute("aria-pressed", other === button);
    }
    this.width = Number(button.dataset.width);
    this.fit();
  }

  // A page wider than its stage is drawn smaller, at its true width, rather than cut.
  fit() {
    const room = this.stage.clientWidth;
    const width = this.width || room;
    const scale = Math.min(1, room / width);
    Object.assign(this.frame.style, {
      width: `${width}px`,
      height: `${this.stage.clientHeight / scale}px`,
      transform: scale < 1 ? `scale(${scale})` : "",
    });
  }

  say(text) {
    this.status.textContent = text;
  }
}
