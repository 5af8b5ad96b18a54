// Keys of the review page. They do nothing while one writes, with another key held, or once they are switched off.
const STORED = "review-shortcuts";

export class Shortcuts {
  constructor(choice) {
    this.choice = choice;
  }

  start() {
    this.choice.checked = read() !== "off";
    this.choice.addEventListener("change", () => write(this.choice.checked ? "on" : "off"));
    document.addEventListener("keydown", (event) => this.press(event));
  }

  press(event) {
    if (!this.choice.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat || isWriting(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const target = /^[a-z]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
    if (!target) return;
    event.preventDefault();
    const field = target.dataset.focus && document.getElementById(target.dataset.focus);
    if (field) field.focus();
    else target.click();
  }
}

function isWriting(element) {
  return element.isContentEditable || element.closest("input, textarea, select") !== null;
}

function read() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function write(value) {
  try {
    localStorage.setItem(STORED, value);
  } catch {
    // Private windows: the choice holds for this page.
  }
}
