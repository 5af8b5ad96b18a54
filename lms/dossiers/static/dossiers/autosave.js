// Saves what is written while it is written. What the school has not received stays on this device, under the name of
// whoever wrote it, and leaves when the connection is back.
const AFTER_TYPING = 1500;
const RETRY = 5000;
const RETRY_AT_MOST = 60000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.says = form.querySelector("[data-autosave-says]");
    this.length = form.querySelector("[data-length-says]");
    this.key = `dossier:${form.dataset.owner}:${location.pathname}`;
    this.timer = 0;
    this.retryIn = RETRY;
    this.busy = false;
    this.changed = false;
    this.recover();
    form.addEventListener("input", ({ target }) => target.matches("textarea, input[type=text]") && this.typed());
    if (form.dataset.autosave === "all")
      form.addEventListener("change", ({ target }) => target.matches("input[type=checkbox]") && this.typed());
    form.addEventListener("submit", () => this.leave());
    window.addEventListener("online", () => this.changed && this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.changed && this.save());
    window.addEventListener("pagehide", () => this.changed && this.keep());
  }

  fields() {
    return [...this.form.querySelectorAll("textarea, input[type=text]")];
  }

  revision() {
    return Number(this.form.elements.revision.value);
  }

  texts() {
    return Object.fromEntries(this.fields().map((field) => [field.name, field.value]));
  }

  typed() {
    this.changed = true;
    this.keep();
    this.measure();
    this.later(AFTER_TYPING);
  }

  measure() {
    if (!this.length) return;
    const characters = this.fields().reduce((sum, field) => sum + field.value.length, 0);
    const pages = Math.ceil((2 * characters) / Number(this.form.dataset.page)) / 2;
    this.length.textContent = this.form.dataset.length.replace("#", pages.toLocaleString("fr"));
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  keep() {
    try {
      localStorage.setItem(this.key, JSON.stringify({ revision: this.revision(), texts: this.texts() }));
    } catch {
      // A full or forbidden store: the page still holds the text, and the next save tries again.
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Nothing was kept either.
    }
  }

  leave() {
    clearTimeout(this.timer);
    this.changed = false;
  }

  recover() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(this.key));
    } catch {
      return;
    }
    const texts = kept?.texts ?? {};
    const differing = this.fields().filter((field) => field.name in texts && texts[field.name] !== field.value);
    if (!differing.length) {
      this.forget();
      return;
    }
    for (const field of differing) field.value = this.together(field, texts[field.name], kept.revision);
    this.changed = true;
    this.measure();
    this.say(this.form.dataset.found);
    this.later(AFTER_TYPING);
  }

  // The school has moved on since (another device): neither text replaces the other.
  together(field, kept, revision) {
    if (revision === this.revision() || !field.value) return kept;
    return field.matches("textarea") ? `${field.value}\n\n${kept}` : field.value;
  }

  say(text) {
    this.says.textContent = text;
  }

  async save() {
    if (this.busy) return this.later(AFTER_TYPING);
    this.busy = true;
    this.say(this.form.dataset.saving);
    const sent = JSON.stringify(this.texts());
    try {
      const answer = await fetch(this.form.action || location.href, {
        method: "POST",
        body: new FormData(this.form),
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      await this.answered(answer, sent);
    } catch {
      this.tryAgain();
    } finally {
      this.busy = false;
    }
    return undefined;
  }

  async answered(answer, sent) {
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      this.say(this.form.dataset.signedOut);
      return;
    }
    if (answer.status >= 500) throw new Error("try again");
    const { revision, problem } = await answer.json();
    if (problem) {
      this.say(problem);
      return;
    }
    this.form.elements.revision.value = revision;
    this.retryIn = RETRY;
    this.say(this.form.dataset.saved);
    if (sent === JSON.stringify(this.texts())) {
      this.changed = false;
      this.forget();
    }
  }

  tryAgain() {
    this.say(this.form.dataset.kept);
    this.later(this.retryIn);
    this.retryIn = Math.min(2 * this.retryIn, RETRY_AT_MOST);
  }
}

for (const form of document.querySelectorAll("[data-autosave]")) new Autosave(form);
