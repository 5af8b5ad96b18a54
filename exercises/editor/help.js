// « Je suis bloqué·e »: asks beside the code, and shows the answer where it was asked. The question stays in its
// field until the server has it.

const FRAGMENT = { headers: { "HX-Request": "true" }, redirect: "manual" };
const LOOK_AGAIN = 15_000;

export class Help {
  constructor({ form, panel, link, announcer }) {
    Object.assign(this, { form, panel, link, announcer });
    this.conversation = panel.querySelector("#help-conversation");
    this.text = panel.querySelector("textarea");
    this.refusal = panel.querySelector("#help-refusal");
    this.ask = panel.querySelector("[data-ask]");
    this.foundOut = panel.querySelector("[data-found-out]");
  }

  start() {
    this.link.addEventListener("click", (event) => {
      event.preventDefault();
      this.open();
    });
    this.ask.addEventListener("click", (event) => this.send(event, this.ask));
    this.foundOut.addEventListener("click", (event) => this.send(event, this.foundOut));
    this.turns = this.count();
    this.lookAgain();
  }

  open() {
    this.link.classList.remove("button--news");
    this.panel.dispatchEvent(new CustomEvent("tabs:open", { bubbles: true }));
    this.panel.scrollIntoView({ block: "nearest" });
    this.text.focus();
  }

  async send(event, button) {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    try {
      const answer = await fetch(button.formAction, { ...FRAGMENT, method: "POST", body: new FormData(this.form) });
      await this.read(answer, button);
    } catch {
      this.refuse(this.refusal.dataset.text);
    } finally {
      button.disabled = false;
    }
  }

  async read(answer, button) {
    const plain = answer.headers.get("Content-Type")?.startsWith("text/plain");
    if (answer.status === 422 && plain) this.refuse(await answer.text());
    else if (!answer.ok) this.refuse(this.refusal.dataset.text);
    else {
      if (button === this.ask) this.text.value = "";
      this.refusal.hidden = true;
      this.show(await answer.text());
      this.announce();
    }
  }

  refuse(sentence) {
    this.refusal.textContent = sentence;
    this.refusal.hidden = false;
    this.text.focus();
  }

  show(html) {
    this.conversation.innerHTML = html;
    this.turns = this.count();
    const open = Boolean(this.conversation.querySelector("[data-open]"));
    this.foundOut.hidden = !open;
    this.lookAgain();
  }

  count() {
    return Number(this.conversation.querySelector("[data-conversation]")?.dataset.count ?? 0);
  }

  announce() {
    this.announcer.textContent = this.conversation.querySelector("[role=status]")?.textContent.trim() ?? "";
  }

  // Asked for only while a question is open, and while somebody looks at the page.
  lookAgain() {
    clearTimeout(this.timer);
    if (!this.conversation.querySelector("[data-open]")) return;
    this.timer = setTimeout(() => (document.hidden ? this.lookAgain() : this.look()), LOOK_AGAIN);
  }

  async look() {
    try {
      const answer = await fetch(this.ask.formAction, FRAGMENT);
      if (!answer.ok) return this.lookAgain();
      const before = this.turns;
      this.show(await answer.text());
      if (this.turns > before) {
        this.announce();
        this.link.classList.add("button--news");
      }
    } catch {
      this.lookAgain();
    }
  }
}
