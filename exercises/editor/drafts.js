import { sameFiles } from "./files.js";

const AFTER_TYPING = 2000;
const ON_THIS_DEVICE = 400; // writing it down here at each key would slow an old phone down
const RETRY = 5000;
const RETRY_AT_MOST = 60000;

class Refused extends Error {
  constructor(kind, reason = "") {
    super(kind);
    this.reason = reason;
  }
}

// Saves the draft on the server. One request at a time; whatever is not yet known to be saved is in the buffer.
export class Drafts {
  constructor({ form, files, buffer, status, conflict }) {
    Object.assign(this, { form, files, buffer, status, conflict });
    this.revision = Number(form.dataset.revision);
    this.saved = files.editable();
    this.retryIn = RETRY;
    this.atRest = () => {};
  }

  start() {
    this.catchUp();
    this.recover();
    // Fields that are handed in have a name; switches, and the rich editor's own surface, have none.
    this.form.addEventListener("input", ({ target }) => target.name && this.changed());
    this.form.addEventListener("focusout", () => this.save());
    window.addEventListener("online", () => this.save());
    // The page may never come back: the request must outlive it.
    window.addEventListener("pagehide", () => this.save({ keepalive: true }));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save({ keepalive: true });
    });
    this.conflict.querySelector("[data-keep-mine]").addEventListener("click", () => this.keepMine());
    this.conflict.querySelector("[data-take-other]").addEventListener("click", () => this.takeOther());
  }

  // This page was asked for before the last save of the page it replaces was over.
  catchUp() {
    const newer = this.buffer.newerThan(this.revision);
    if (!newer) return;
    this.files.replace(newer.files);
    this.saved = newer.files;
    this.revision = newer.revision;
    this.form.elements.revision.value = newer.revision;
  }

  // Work that never reached the server is put back. If the server moved on meanwhile, the apprentice chooses.
  recover() {
    const kept = this.buffer.read();
    if (!kept) return;
    if (sameFiles(kept.files, this.saved)) {
      this.buffer.clear();
      return;
    }
    const server = { revision: this.revision, files: this.saved };
    this.files.replace(kept.files);
    if (kept.revision === this.revision) this.save();
    else this.askWhichToKeep(server);
  }

  // Runs at each key: whether anything differs from what is saved is asked when it is about to be saved.
  changed() {
    this.keeping ??= setTimeout(() => this.keepHere(), ON_THIS_DEVICE);
    if (this.other) return;
    if (this.status.dataset.state !== "writing") this.beginWriting();
    this.saveIn(AFTER_TYPING);
  }

  beginWriting() {
    const { state = "" } = this.status.dataset;
    const { textContent: words } = this.status.querySelector("[data-text]");
    if (state === "saved" || state === "") this.atRest = () => this.show(state, words);
    this.say("writing");
  }

  isSaved() {
    return sameFiles(this.files.editable(), this.saved);
  }

  keepHere() {
    clearTimeout(this.keeping);
    this.keeping = undefined;
    return this.buffer.keep({ revision: this.revision, files: this.files.editable() });
  }

  forget() {
    clearTimeout(this.keeping);
    this.keeping = undefined;
    this.buffer.clear();
  }

  saveIn(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  async save({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    if (this.other || (this.sending && !keepalive)) return;
    if (this.isSaved()) return this.comeToRest();
    const sent = this.files.editable();
    this.keepHere();
    this.sending = true;
    this.say("saving");
    try {
      this.read(await this.send(sent, keepalive), sent);
    } catch (problem) {
      this.failed(problem);
    } finally {
      this.sending = false;
    }
    if (!this.other && !this.failing && !this.isSaved()) this.saveIn(AFTER_TYPING);
    return undefined;
  }

  // What was written was taken back again: nothing waits any more.
  comeToRest() {
    if (this.status.dataset.state !== "writing") return;
    this.forget();
    this.atRest();
  }

  async send(files, keepalive) {
    const response = await fetch(this.form.dataset.draftUrl, {
      method: "POST",
      keepalive,
      // Somebody signed out is sent to the sign-in page: an answer, but not to this question.
      redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value },
      body: JSON.stringify({ revision: this.revision, files }),
    });
    if (response.type === "opaqueredirect" || response.status === 403) throw new Refused("signedout");
    if (response.status === 400 || response.status === 422) throw new Refused("refused", (await response.json()).error);
    if (!response.ok && response.status !== 409) throw new Error(`draft: ${response.status}`);
    return { newer: response.status === 409, ...(await response.json()) };
  }

  read(answer, sent) {
    this.failing = false;
    this.retryIn = RETRY;
    if (!answer.newer) return this.accept(answer, sent);
    // The other window may hold the very same text, or an earlier answer of ours got lost on the way.
    const theirs = answer.files;
    if (sameFiles(theirs, this.files.editable()) || sameFiles(theirs, this.saved)) {
      this.accept(answer, theirs);
      if (!this.isSaved()) this.saveIn(0);
      return undefined;
    }
    return this.askWhichToKeep(answer);
  }

  accept(answer, files) {
    this.revision = answer.revision;
    this.saved = files;
    this.form.elements.revision.value = answer.revision;
    this.buffer.remember({ revision: this.revision, files });
    if (this.isSaved()) this.forget();
    else this.keepHere();
    this.say("saved", answer.saved_at);
  }

  failed(problem) {
    this.failing = true;
    const kept = this.keepHere();
    if (problem instanceof Refused) this.say(problem.message, problem.reason);
    else this.say(kept ? "offline" : "unsaved");
    // What the server refuses, it would refuse again: the next change is the next try.
    if (problem instanceof Refused) return;
    this.saveIn(this.retryIn);
    this.retryIn = Math.min(this.retryIn * 2, RETRY_AT_MOST);
  }

  askWhichToKeep(other) {
    this.other = other;
    this.keepHere();
    this.conflict.hidden = false;
    this.say("conflict");
    this.showWhatDiffers();
  }

  // The choice is possible without it: where it cannot be had, it is not offered.
  async showWhatDiffers() {
    const { compareUrl } = this.conflict.dataset;
    const place = this.conflict.querySelector("[data-compared]");
    if (!compareUrl) return;
    try {
      const answer = await fetch(compareUrl, { method: "POST", redirect: "manual", body: new FormData(this.form) });
      place.hidden = !answer.ok;
      if (answer.ok) place.querySelector("[data-compared-body]").innerHTML = await answer.text();
    } catch {
      place.hidden = true;
    }
  }

  keepMine() {
    this.settle();
    this.save();
    this.say("saving");
  }

  // Mine goes to the buffer's place only after the other is on screen; the editor's undo brings it back.
  takeOther() {
    const { files, saved_at: savedAt } = this.other;
    this.files.replace(files);
    this.settle();
    this.forget();
    this.say("saved", savedAt);
  }

  settle() {
    this.revision = this.other.revision;
    this.saved = this.other.files;
    this.form.elements.revision.value = this.revision;
    this.other = null;
    this.conflict.hidden = true;
  }

  say(state, detail = "") {
    const text = this.status.dataset[`text${state[0].toUpperCase()}${state.slice(1)}`] ?? "";
    this.show(state, text.replace("{detail}", detail));
  }

  show(state, words) {
    this.status.dataset.state = state;
    const place = this.status.querySelector("[data-text]");
    if (place.textContent !== words) place.textContent = words;
  }
}
