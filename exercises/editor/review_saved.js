// Saved comments, put where one is writing: a search, Enter for the first one, arrows for the others.
export class SavedComments {
  constructor(dialog) {
    this.dialog = dialog;
    this.search = dialog.querySelector("input");
    this.none = dialog.querySelector("[data-none]");
    this.choices = [...dialog.querySelectorAll(".saved__one")].map((button) => ({
      button,
      text: button.textContent,
      words: plain(button.textContent),
    }));
  }

  start() {
    for (const opener of document.querySelectorAll("[data-saved-for]")) {
      opener.addEventListener("click", () => this.open(document.getElementById(opener.dataset.savedFor)));
    }
    this.search.addEventListener("input", () => this.narrow());
    this.dialog.addEventListener("keydown", (event) => this.press(event));
    for (const { button, text } of this.choices) button.addEventListener("click", () => this.take(text));
  }

  open(target) {
    this.target = target;
    this.search.value = "";
    this.narrow();
    this.dialog.showModal();
    this.search.focus();
  }

  narrow() {
    const words = plain(this.search.value).split(/\s+/);
    for (const { button, words: text } of this.choices) {
      button.parentElement.hidden = !words.every((word) => text.includes(word));
    }
    this.none.hidden = this.shown().length > 0;
  }

  shown() {
    return this.choices.filter(({ button }) => !button.parentElement.hidden);
  }

  press(event) {
    const shown = this.shown();
    if (event.key === "Enter" && event.target === this.search) {
      event.preventDefault();
      if (shown.length) this.take(shown[0].text);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const at = shown.findIndex(({ button }) => button === document.activeElement);
      const to = at + (event.key === "ArrowDown" ? 1 : -1);
      (shown[to]?.button ?? (to < 0 ? this.search : document.activeElement)).focus();
    }
  }

  take(text) {
    this.dialog.close();
    this.target.focus();
    this.target.setRangeText(text, this.target.selectionStart, this.target.selectionEnd, "end");
    this.target.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
