// The console of the preview: what the code on trial wrote, its errors, and what the preview has to say of it.

const LONGEST_TEXT = 2000;
const MOST_LINES = 200;

export class Messages {
  constructor(zone, texts) {
    this.texts = texts;
    this.lines = zone.querySelector("[data-lines]");
    this.console = zone.querySelector("[data-console]");
    this.count = 0;
  }

  clear() {
    this.count = 0;
    this.lines.replaceChildren();
    this.console.hidden = true;
  }

  note(kind, detail) {
    this.add("note", this.texts[kind].replace("{name}", String(detail).slice(0, 200)));
  }

  add(level, text, line, file) {
    this.count += 1;
    if (this.count > MOST_LINES) return;
    const item = document.createElement("li");
    const known = ["error", "warn", "note"].includes(level) ? level : "log";
    item.className = `console__line console__line--${known}`;
    item.append(...this.words(known, text, this.place(line, file)));
    this.lines.append(item);
    this.console.hidden = false;
  }

  words(level, text, place) {
    const shown = this.count === MOST_LINES ? this.texts.cut : String(text).slice(0, LONGEST_TEXT);
    if (level === "log") return [shown];
    const label = document.createElement("strong");
    label.textContent = `${this.texts[level]}${place} `;
    return [label, shown];
  }

  place(line, file) {
    if (!Number.isInteger(line) || line < 1) return "";
    const words = typeof file === "string" ? this.texts.lineOf : this.texts.line;
    return ` ${words.replace("{line}", line).replace("{file}", String(file).slice(0, 120))}`;
  }
}
