// Says from time to time that somebody is at work on this page; tells when a colleague has taken over.
const SELDOM = 60_000;

export class Hold {
  constructor(form, status) {
    Object.assign(this, { form, status, said: Date.now() });
  }

  start() {
    for (const sign of ["pointermove", "keydown", "scroll"]) {
      document.addEventListener(sign, () => this.say(), { passive: true });
    }
  }

  async say() {
    if (Date.now() - this.said < SELDOM) return;
    this.said = Date.now();
    try {
      const answer = await fetch(this.form.dataset.hold, {
        method: "POST",
        body: new FormData(this.form),
        headers: { "HX-Request": "true" },
        redirect: "manual",
      });
      if (answer.status === 409) this.tell(await answer.text());
    } catch {
      // No connection: it ends by itself.
    }
  }

  tell(sentence) {
    this.status.textContent = sentence;
    this.status.hidden = false;
  }
}
