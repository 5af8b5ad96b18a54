// Draws each page of a portfolio in a frame without origin, when it comes into sight; its programs run when asked.

import { guarded } from "./guarded.js";

const PATIENCE = 4000;

class ShownPage {
  constructor(zone) {
    Object.assign(this, { zone, mode: "" });
    this.frame = zone.querySelector("iframe");
    this.status = zone.querySelector("[data-status]");
    const page = JSON.parse(document.getElementById(zone.dataset.page).textContent);
    Object.assign(this, { files: page.files, entry: page.entry });
  }

  start() {
    window.addEventListener("message", (event) => this.onMessage(event));
    this.zone.querySelector("[data-run]")?.addEventListener("click", () => this.load("running"));
    const looked = new IntersectionObserver(([entry]) => {
      if (!entry.isIntersecting) return;
      looked.disconnect();
      if (!this.mode) this.load("still");
    });
    looked.observe(this.zone);
  }

  load(mode) {
    clearTimeout(this.timer);
    this.mode = mode;
    this.status.textContent = "";
    if (mode === "running") this.timer = setTimeout(() => this.halt(), PATIENCE);
    this.frame.src = this.zone.dataset.frameUrl;
  }

  halt() {
    this.frame.src = "about:blank";
    this.status.textContent = this.status.dataset.stopped;
  }

  async onMessage({ source, data }) {
    if (source !== this.frame.contentWindow || typeof data?.type !== "string") return;
    if (data.type === "ready") await this.send();
    if (["shown", "drawn", "loaded"].includes(data.type)) clearTimeout(this.timer);
    if (data.type === "stopped") this.halt();
    if (data.type === "open" && Object.hasOwn(this.files, data.path)) {
      this.entry = data.path;
      this.load(this.mode);
    }
  }

  async send() {
    const still = this.mode === "still";
    const files = still ? this.files : await guarded(this.files);
    const words = this.status.dataset.stopped;
    // "*" because the frame has no origin to name; it was just loaded from our own address.
    this.frame.contentWindow?.postMessage({ type: "run", runtime: "web", still, scheme: "light", entry: this.entry, files, words }, "*");
  }
}

for (const zone of document.querySelectorAll("[data-shown-page]")) new ShownPage(zone).start();
