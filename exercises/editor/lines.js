// Leads from a place that names a line (a result, an answer) to that line of the code:
//   <button data-go-to="style.css" data-line="12">

export class Lines {
  constructor({ form, places }) {
    Object.assign(this, { form, places: places.filter(Boolean) });
  }

  start() {
    for (const place of this.places) {
      place.addEventListener("click", ({ target }) => {
        const button = target.closest("[data-go-to]");
        if (button) this.goTo(button.dataset.goTo, Number(button.dataset.line));
      });
    }
  }

  goTo(path, line) {
    const area = [...this.form.querySelectorAll("textarea[data-path]")].find(({ dataset }) => dataset.path === path);
    if (!area) return;
    area.dispatchEvent(new CustomEvent("tabs:open", { bubbles: true }));
    // Whoever has the rich editor in its place takes it from there.
    const taken = !area.dispatchEvent(new CustomEvent("line:show", { detail: line, cancelable: true }));
    if (!taken) select(area, line);
  }
}

function select(area, line) {
  const lines = area.value.split("\n");
  const from = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(from, from + (lines[line - 1] ?? "").length);
}
