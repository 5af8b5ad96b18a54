// Sends what is typed a moment after the last key, and at once when the page is left.
const PAUSE = 800;

export class KeepTyped {
  constructor(form, status) {
    Object.assign(this, { form, status });
  }

  start() {
    document.addEventListener("input", (event) => {
      if (event.target.form !== this.form) return;
      this.isNew = true;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), PAUSE);
    });
    // Sent with a button: the server has it then.
    this.form.addEventListener("submit", () => this.forget());
    document.addEventListener("submit", () => this.keep({ keepalive: true }));
    addEventListener("pagehide", () => this.keep({ keepalive: true }));
  }

  forget() {
    clearTimeout(this.timer);
    this.isNew = false;
  }

  async keep(options = {}) {
    if (!this.isNew) return;
    this.forget();
    try {
      const answer = await fetch(this.form.dataset.keep, {
        method: "POST",
        body: new FormData(this.form),
        headers: { "HX-Request": "true" },
        redirect: "manual",
        ...options,
      });
      if (answer.status !== 204) throw new Error(String(answer.status));
      this.say("kept");
    } catch {
      this.isNew = true;
      this.say("unkept");
    }
  }

  say(what) {
    const now = new Date();
    // « 9 h 05 », as the server writes hours (lms.core.dates).
    const time = `${now.getHours()}\u00a0h\u00a0${String(now.getMinutes()).padStart(2, "0")}`;
    if (this.status) this.status.textContent = this.status.dataset[what === "kept" ? "textKept" : "textUnkept"].replace("{time}", time);
  }
}
