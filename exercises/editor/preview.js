// Shows the page, or runs the script, in a frame without origin, network or right to anything of ours.
// What comes back from it was made by the code on trial: text to display, never to trust.
//
// The page is drawn while one types, without its programs; they run when asked. `?run=0` draws nothing by itself.

import { guarded } from "./guarded.js";
import { Messages } from "./messages.js";
import { Stage } from "./stage.js";

const PATIENCE = 4000;
const PAUSE = 250;

export class Preview {
  constructor({ zone, files }) {
    Object.assign(this, { zone, files });
    this.frame = zone.querySelector("iframe");
    this.status = zone.querySelector("[data-preview-status]");
    this.texts = this.status.dataset;
    this.page = zone.dataset.entry;
    this.messages = new Messages(zone, this.texts);
  }

  start() {
    this.zone.querySelector("[data-run]").addEventListener("click", () => this.run(this.zone.dataset.entry));
    window.addEventListener("message", (event) => this.onMessage(event));
    if (this.zone.dataset.runtime === "javascript") return;
    this.stage = new Stage(this.zone, this.frame);
    this.stage.start();
    this.zone.addEventListener("stage:scheme", () => (this.mode === "running" ? this.run(this.page) : this.draw()));
    this.files.areas.forEach((area) => this.followArea(area));
    if (!("runsNothing" in this.zone.dataset)) this.drawWhenSeen();
  }

  followArea(area) {
    const changed = () => {
      if (area.dataset.language === "javascript") return this.say(this.texts.changed);
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.draw(), PAUSE);
    };
    area.addEventListener("input", changed);
    area.addEventListener("files:replaced", changed);
  }

  // On a phone the preview lies behind a tab: nothing is fetched for it before it is looked at.
  drawWhenSeen() {
    const looked = new IntersectionObserver(([entry]) => {
      if (!entry.isIntersecting) return;
      looked.disconnect();
      if (!this.mode) this.draw();
    });
    looked.observe(this.zone);
  }

  draw() {
    if (this.mode === "still" && this.ready) this.send();
    else this.load("still");
  }

  run(page) {
    this.page = page;
    this.messages.clear();
    this.say(this.texts.running);
    this.load("running");
    this.watch();
  }

  /** Outlines an element in the page as it is now, at the width where it was looked at. */
  pointAt(selector, width) {
    this.pointed = selector;
    this.zone.dispatchEvent(new CustomEvent("tabs:open", { bubbles: true }));
    this.stage.showAt(width);
    this.zone.scrollIntoView({ block: "nearest" });
    if (this.mode && this.ready) this.point();
    else if (!this.mode) this.draw();
  }

  point() {
    if (!this.pointed) return;
    this.frame.contentWindow?.postMessage({ type: "point", selector: this.pointed }, "*");
    this.pointed = "";
  }

  // A new document each time: nothing of the previous run survives.
  load(mode) {
    // What was typed a moment ago is taken along: drawn once more, it would end what runs.
    clearTimeout(this.pause);
    clearTimeout(this.timer);
    Object.assign(this, { mode, ready: false });
    this.zone.classList.add("preview--started");
    this.frame.src = this.zone.dataset.frameUrl;
  }

  watch() {
    this.timer = setTimeout(() => {
      this.mode = "";
      this.frame.src = "about:blank";
      this.say(this.texts.stuck);
    }, PATIENCE);
  }

  onMessage(event) {
    if (event.source !== this.frame.contentWindow || typeof event.data?.type !== "string") return;
    const answers = {
      ready: () => this.send(),
      drawn: () => this.finish(this.texts.drawn),
      shown: () => this.finish(this.texts.shown),
      pointed: ({ selector }) => this.say(this.texts.pointed.replace("{name}", String(selector).slice(0, 200))),
      unseen: ({ selector }) => this.say(this.texts.unseen.replace("{name}", String(selector).slice(0, 200))),
      loaded: () => this.finish(this.texts.shown),
      stopped: () => this.finish(this.texts.stuck),
      line: ({ level, text, line, file }) => this.messages.add(level, text, line, file),
      missing: ({ path }) => this.mode === "running" && this.messages.note("missing", path),
      link: ({ href }) => this.messages.note("link", href),
      form: () => this.messages.note("form", ""),
      open: ({ path }) => this.open(path),
    };
    if (Object.hasOwn(answers, event.data.type)) answers[event.data.type](event.data);
  }

  async send() {
    this.ready = true;
    const { runtime } = this.zone.dataset;
    const still = this.mode === "still";
    const files = still ? this.files.all() : await guarded(this.files.all());
    const scheme = this.stage?.scheme;
    const message = { type: "run", runtime, still, scheme, entry: this.page, files, words: this.texts.loop };
    // "*" because the frame has no origin to name; it was just loaded from our own address.
    this.frame.contentWindow?.postMessage(message, "*");
  }

  finish(text) {
    clearTimeout(this.timer);
    this.say(text);
    this.point();
  }

  open(path) {
    if (typeof path !== "string" || !Object.hasOwn(this.files.all(), path)) return;
    if (this.mode === "running") return this.run(path);
    this.page = path;
    this.send();
  }

  say(text) {
    if (this.status.textContent !== text) this.status.textContent = text;
  }
}
