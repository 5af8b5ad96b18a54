// A small page that its reader changes on the spot. It is drawn in the same frame as the previews of exercises:
// without origin, network or right to anything of ours. HTML and CSS follow typing; JavaScript runs when asked.

import { Files } from "../../exercises/editor/files.js";
import { guarded } from "../../exercises/editor/guarded.js";

const PAUSE = 250;
const PATIENCE = 4000;

export class Live {
  constructor(form) {
    this.form = form;
    this.frame = form.querySelector("iframe");
    this.says = form.querySelector("[data-says]");
    this.files = new Files(form);
  }

  start() {
    window.addEventListener("message", (event) => this.onMessage(event));
    this.form.addEventListener("input", () => {
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.draw(), PAUSE);
    });
    this.form.addEventListener("reset", () => setTimeout(() => this.draw()));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.querySelector("[data-run]")?.addEventListener("click", () => this.load("running"));
    // Nothing is fetched before the example comes into sight.
    const looked = new IntersectionObserver(([entry]) => {
      if (!entry.isIntersecting) return;
      looked.disconnect();
      if (!this.mode) this.load("still");
    }, { rootMargin: "200px" });
    looked.observe(this.form);
  }

  draw() {
    if (this.mode === "still" && this.ready) this.send();
    else this.load("still");
  }

  // A new document each time: nothing of what ran before survives.
  load(mode) {
    // What was typed a moment ago is taken along: drawn once more, it would end what runs.
    clearTimeout(this.pause);
    clearTimeout(this.timer);
    this.says.textContent = "";
    Object.assign(this, { mode, ready: false });
    this.frame.src = this.form.dataset.frameUrl;
    if (mode === "running") this.timer = setTimeout(() => this.stop(), PATIENCE);
  }

  stop() {
    clearTimeout(this.timer);
    this.mode = "";
    this.frame.src = "about:blank";
    this.says.textContent = this.says.dataset.stuck;
  }

  onMessage({ source, data }) {
    if (source !== this.frame.contentWindow) return;
    if (data?.type === "ready") this.send();
    else if (data?.type === "shown") clearTimeout(this.timer);
    else if (data?.type === "stopped") this.stop();
    else if (data?.type === "line" && data.level === "error") this.says.textContent = String(data.text).slice(0, 200);
  }

  async send() {
    this.ready = true;
    const still = this.mode === "still";
    const files = asPage(this.files.all());
    const message = { type: "run", runtime: "web", still, scheme: "light", entry: "index.html", words: this.says.dataset.loop, files: still ? files : await guarded(files) };
    // "*" because the frame has no origin to name; it was just loaded from our own address.
    this.frame.contentWindow?.postMessage(message, "*");
  }
}

/** What an example leaves out of its page is written around it. */
function asPage(files) {
  const body = files["index.html"] ?? "";
  if (/<html[\s>]/i.test(body)) return files;
  const style = "style.css" in files ? '<link rel="stylesheet" href="style.css">' : "";
  const script = "script.js" in files ? '<script src="script.js"></script>' : "";
  return { ...files, "index.html": `<!doctype html><html lang="fr"><head>${style}</head><body>${body}${script}</body></html>` };
}
