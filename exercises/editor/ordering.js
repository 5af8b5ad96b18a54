// Items that buttons move up and down. The place of each stays in its own field, hidden while the buttons are there;
// as long as nothing was moved, all fields are empty and the question is not answered.
export class Ordering {
  constructor(question, announcer) {
    Object.assign(this, { question, announcer });
    this.list = question.querySelector("ol");
  }

  start() {
    this.list.classList.add("order--moved");
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (button) this.move(button);
    });
    this.follow();
  }

  /** Puts the items in the order that their fields say, where those say one. */
  follow() {
    const places = this.items().map((item) => Number(field(item).value));
    if (new Set(places).size === places.length && !places.includes(0)) {
      this.list.append(...this.items().sort((one, other) => field(one).value - field(other).value));
    }
    this.mark();
  }

  move(button) {
    const item = button.closest("li");
    const other = button.dataset.move === "up" ? item.previousElementSibling : item.nextElementSibling;
    if (button.dataset.move === "up") other?.before(item);
    else other?.after(item);
    this.items().forEach((one, index) => {
      field(one).value = index + 1;
    });
    this.mark();
    // Moving takes the focus away in some browsers.
    button.focus();
    field(item).dispatchEvent(new Event("input", { bubbles: true }));
    this.announcer.textContent = `${item.querySelector("[data-name]").textContent} : ${field(item).value} / ${this.items().length}`;
  }

  mark() {
    this.items().forEach((item, index, all) => {
      item.querySelector("[data-move='up']").setAttribute("aria-disabled", index === 0);
      item.querySelector("[data-move='down']").setAttribute("aria-disabled", index === all.length - 1);
    });
  }

  items() {
    return [...this.list.children];
  }
}

function field(item) {
  return item.querySelector("select");
}
