// « Essayer »: runs the code in a box and shows what it does, beside it. Nothing is handed in.
//
// A page that PHP made is drawn in the sandboxed frame. Its links and forms go on with the same visit: each step is
// sent again from the first one on, because every run begins with the exercise's own database.

import { guarded } from "./guarded.js";

const FRAGMENT = { headers: { "HX-Request": "true" }, redirect: "manual" };
const LOOKS = [150, 250, 400, 700];
const SELDOM = 1500;
const MOST_STEPS = 12;

export class DryRun {
  constructor({ form, zone, files, drafts, announcer }) {
    Object.assign(this, { form, zone, files, drafts, announcer });
    this.button = zone.querySelector("[data-run-dry]");
    this.status = zone.querySelector("[data-status]");
    this.shown = zone.querySelector("[data-shown]");
    this.visit = zone.querySelector("[data-visit]");
    this.stage = zone.querySelector("[data-stage]");
    this.frame = this.stage?.querySelector("iframe");
    this.box = zone.querySelector("#to-run");
    this.steps = [];
    this.idle = this.status.textContent;
  }

  start() {
    this.form.addEventListener("submit", (event) => {
      if (event.submitter !== this.button) return;
      event.preventDefault();
      this.begin();
    });
    this.box?.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      // A key held down asks once.
      if (!event.repeat) this.begin();
    });
    window.addEventListener("message", (event) => this.onMessage(event));
    this.read();
  }

  begin() {
    const address = this.box?.value.trim() || "/";
    this.steps = [{ path: address.startsWith("/") ? address : `/${address}` }];
    this.run();
  }

  async run() {
    clearTimeout(this.timer);
    this.asked = (this.asked ?? 0) + 1;
    this.looks = 0;
    if (this.visit) this.visit.value = JSON.stringify(this.steps);
    this.zone.setAttribute("aria-busy", "true");
    this.say(this.status.dataset.running);
    const sent = this.drafts.files.editable();
    const mine = this.asked;
    try {
      const url = this.button.getAttribute("formaction");
      const answer = await fetch(url, { ...FRAGMENT, method: "POST", body: new FormData(this.form) });
      const revision = Number(answer.headers.get("Draft-Revision"));
      if (revision) this.drafts.accept({ revision, saved_at: answer.headers.get("Draft-Saved-At") }, sent);
      if (mine === this.asked) await this.take(answer);
    } catch {
      if (mine === this.asked) this.fail("");
    }
  }

  async take(answer) {
    const plain = answer.headers.get("Content-Type")?.startsWith("text/plain");
    if (answer.status === 204) return this.lookAgain();
    if (answer.type === "opaqueredirect") return this.signedOut();
    if (!answer.ok) return this.fail(plain && answer.status < 500 ? await answer.text() : "");
    this.shown.innerHTML = await answer.text();
    return this.read();
  }

  read() {
    clearTimeout(this.timer);
    this.poll = this.shown.querySelector("[data-poll]")?.dataset.poll;
    if (this.poll) return this.lookAgain();
    this.zone.setAttribute("aria-busy", "false");
    const said = this.shown.querySelector("[data-announce]")?.dataset.announce;
    this.say(this.idle);
    if (said && this.asked) this.announcer.textContent = said;
    return this.draw();
  }

  lookAgain() {
    const mine = this.asked;
    this.timer = setTimeout(async () => {
      if (mine !== this.asked) return;
      try {
        const answer = await fetch(this.poll, { ...FRAGMENT, headers: { ...FRAGMENT.headers, Seen: "running" } });
        // Run again meanwhile: this answer is about what is not shown any more.
        if (mine === this.asked) await this.take(answer);
      } catch {
        if (mine === this.asked) this.lookAgain();
      }
    }, LOOKS[this.looks++] ?? SELDOM);
  }

  // Said where a draft says it, in the same words.
  signedOut() {
    this.drafts.say("signedout");
    this.fail(this.drafts.status.dataset.textSignedout);
  }

  fail(reason) {
    this.zone.setAttribute("aria-busy", "false");
    this.say(reason || this.status.dataset.failed);
  }

  say(text) {
    this.status.textContent = text;
  }

  // ---- the page that came back ----------------------------------------------------------------------
  draw() {
    if (!this.stage) return;
    this.page = this.shown.querySelector("[data-page]");
    this.stage.hidden = !this.page;
    this.zone.classList.toggle("preview--started", Boolean(this.page));
    // A new document each time: nothing of the page before survives.
    if (this.page) this.frame.src = this.zone.dataset.frameUrl;
  }

  async onMessage({ source, data }) {
    if (!this.frame || source !== this.frame.contentWindow || typeof data?.type !== "string") return;
    if (data.type === "ready") await this.send();
    else if (data.type === "link") this.follow(String(data.href));
    else if (data.type === "open") this.follow(String(data.path));
    else if (data.type === "form") this.submit(data);
  }

  async send() {
    // What PHP would run is no file of the page; style sheets and scripts are.
    const files = Object.entries(this.files.all()).filter(([path]) => !path.endsWith(".php"));
    const entry = "page";
    const all = await guarded({ ...Object.fromEntries(files), [entry]: this.page.textContent });
    this.frame.contentWindow?.postMessage({ type: "run", runtime: "web", still: false, scheme: "light", entry, files: all, words: "" }, "*");
  }

  follow(href) {
    const here = new URL(this.page.dataset.address, "http://localhost");
    let there;
    try {
      there = new URL(href, here);
    } catch {
      return;
    }
    if (there.origin !== here.origin) return this.say(this.status.dataset.link.replace("{name}", href.slice(0, 200)));
    this.goOn({ path: there.pathname + there.search });
  }

  submit({ number, fields }) {
    if (Number.isInteger(number) && typeof fields === "object") this.goOn({ submit: number, form: fields });
  }

  goOn(step) {
    if (this.steps.length >= MOST_STEPS) return this.say(this.status.dataset.long);
    this.steps.push(step);
    return this.run();
  }
}
