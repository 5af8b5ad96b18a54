// A line is chosen by its number, with Shift as far as another one, and the form to write comes under it. One number
// of each file is in the order of the Tab key: arrows go from there to the others.
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

export class Lines {
  constructor(writing) {
    this.writing = writing;
    this.fields = Object.fromEntries(
      ["path", "first_line", "last_line", "text"].map((name) => [name, writing.querySelector(`[name="${name}"]`)]),
    );
  }

  start() {
    for (const source of document.querySelectorAll(".source")) {
      const numbers = [...source.querySelectorAll("button.source__number")];
      numbers.forEach((number, at) => {
        number.tabIndex = at ? -1 : 0;
        number.addEventListener("click", (event) => this.choose(event, source, Number(number.dataset.line)));
        number.addEventListener("keydown", (event) => walk(event, numbers, at));
      });
    }
    for (const name of ["path", "first_line", "last_line"]) {
      this.fields[name].addEventListener("input", () => this.mark());
    }
    this.mark();
  }

  choose(event, source, line) {
    event.preventDefault();
    const { path, first_line: first, last_line: last, text } = this.fields;
    const from = event.shiftKey && path.value === source.dataset.path ? Number(first.value) || line : line;
    path.value = source.dataset.path;
    first.value = Math.min(from, line);
    last.value = Math.max(from, line);
    this.place(source, Number(last.value));
    this.mark();
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  }

  place(source, line) {
    let at = source.querySelector(`[data-line="${line}"]`).parentElement;
    while (at.nextElementSibling?.classList.contains("remark")) at = at.nextElementSibling;
    if (at !== this.writing) at.after(this.writing);
  }

  mark() {
    const { path, first_line: first, last_line: last } = this.fields;
    const [from, to] = [Number(first.value), Number(last.value) || Number(first.value)];
    for (const number of document.querySelectorAll("button.source__number")) {
      const line = Number(number.dataset.line);
      const here = number.closest(".source").dataset.path === path.value && line >= from && line <= to;
      number.parentElement.classList.toggle("source__line--chosen", here);
    }
  }
}

function walk(event, numbers, at) {
  const to = numbers[at + STEPS[event.key]];
  if (!to || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  numbers[at].tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}
