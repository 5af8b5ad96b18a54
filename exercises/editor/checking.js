// « Vérifier »: sends the form, shows the results the server draws, and asks again until the check is over.
// Focus stays where it is: whoever typed goes on typing, and a live region tells the outcome.

const FRAGMENT = { headers: { "HX-Request": "true" }, redirect: "manual" };
const AFTER_A_LOST_CONNECTION = 3000;
// Most verdicts come at once: the first looks are close together. After many there is no hurry any more.
const FIRST_LOOKS = [100, 150, 250, 400];
const MANY_LOOKS = 20;
const SELDOM = 2000;

export class Checking {
  constructor({ form, results, announcer, failure, drafts }) {
    Object.assign(this, { form, results, announcer, failure, drafts });
  }

  start() {
    this.form.addEventListener("submit", (event) => {
      // The form is also sent elsewhere, by buttons that say so.
      if (event.submitter?.hasAttribute("formaction")) return;
      event.preventDefault();
      this.check();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.form.requestSubmit();
    });
    this.shown = this.results.innerHTML;
    this.looks = 0;
    this.waitForTheEnd();
  }

  async check() {
    if (this.sending) return;
    this.sending = true;
    this.looks = 0;
    clearTimeout(this.timer);
    this.failure.hidden = true;
    this.results.dispatchEvent(new CustomEvent("tabs:open", { bubbles: true }));
    this.results.setAttribute("aria-busy", "true");
    const sent = this.drafts.files.editable();
    try {
      const answer = await fetch(this.form.action, { ...FRAGMENT, method: "POST", body: new FormData(this.form) });
      // What is handed in is the newest draft too: without this, the next save would look like another window's.
      const revision = Number(answer.headers.get("Draft-Revision"));
      if (revision) this.drafts.accept({ revision, saved_at: answer.headers.get("Draft-Saved-At") }, sent);
      await this.read(answer);
    } catch {
      this.refuse("");
    } finally {
      this.sending = false;
    }
  }

  async read(answer) {
    const plain = answer.headers.get("Content-Type")?.startsWith("text/plain");
    if (answer.status === 204) this.waitForTheEnd();
    else if (answer.ok) this.show(await answer.text());
    // A refusal explains itself in plain text; anything else is a page of ours that went wrong.
    else this.refuse(plain && answer.status < 500 ? await answer.text() : "");
  }

  show(html) {
    if (html !== this.shown) {
      this.shown = html;
      this.results.innerHTML = html;
      this.results.scrollIntoView({ block: "nearest" });
    }
    this.announce(this.report()?.dataset.announce);
    this.waitForTheEnd();
  }

  report() {
    return this.results.querySelector("[data-announce]");
  }

  waitForTheEnd() {
    const { poll, every, seen } = this.report()?.dataset ?? {};
    this.results.setAttribute("aria-busy", Boolean(poll));
    if (poll) this.askAgain(poll, seen, this.pace(Number(every)));
  }

  // The server says how soon a look is worth it; only where that is soon do we begin sooner still.
  pace(every) {
    this.looks += 1;
    if (every >= SELDOM) return every;
    return this.looks > MANY_LOOKS ? SELDOM : (FIRST_LOOKS[this.looks - 1] ?? every);
  }

  askAgain(url, seen, delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      if (this.sending) return;
      try {
        await this.read(await fetch(url, { ...FRAGMENT, headers: { ...FRAGMENT.headers, Seen: seen } }));
      } catch {
        this.askAgain(url, seen, AFTER_A_LOST_CONNECTION);
      }
    }, delay);
  }

  refuse(reason) {
    const text = reason || this.failure.dataset.text;
    this.results.setAttribute("aria-busy", "false");
    this.failure.querySelector("[data-text]").textContent = text;
    this.failure.hidden = false;
    this.failure.scrollIntoView({ block: "nearest" });
    this.announce(text);
  }

  announce(text) {
    if (text && this.announcer.textContent !== text) this.announcer.textContent = text;
  }
}
