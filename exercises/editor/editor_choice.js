// Which editor: the rich one, fetched when the page has settled, or the plain text areas of the form.
// The choice, and what the Tab key does, are remembered on this device.

export class EditorChoice {
  constructor({ form, areas, button, tabSwitch }) {
    Object.assign(this, { form, areas, button, tabSwitch });
    this.mounted = [];
  }

  start() {
    this.tabSwitch.checked = remembered("editor-tab") === "indents";
    this.tabSwitch.addEventListener("change", () => this.changeTab());
    this.button.addEventListener("click", () => this.toggle());
    if (remembered("editor") === "simple") this.show(false);
    else this.mount();
  }

  async toggle() {
    const rich = this.mounted.length === 0;
    remember("editor", rich ? "rich" : "simple");
    if (rich) await this.mount();
    else this.unmount();
  }

  async mount() {
    const { editorSrc, editorParts = "", nonce } = this.form.dataset;
    [editorSrc, ...editorParts.split(" ").filter(Boolean)].forEach(askFor);
    try {
      const { mountEditor } = await import(editorSrc);
      const options = { nonce, phrases: this.phrases(), tabIndents: this.tabSwitch.checked };
      this.mounted = await Promise.all(this.areas.map((area) => mountEditor(area, options)));
    } catch {
      // The rich editor did not arrive; the plain one is already there.
      this.mounted = [];
    }
    this.show(this.mounted.length > 0);
  }

  phrases() {
    return JSON.parse(document.getElementById("editor-phrases").textContent);
  }

  unmount() {
    this.mounted.forEach((editor) => editor.destroy());
    this.mounted = [];
    this.show(false);
  }

  show(rich) {
    this.form.classList.toggle("editor--rich", rich);
    this.button.textContent = rich ? this.button.dataset.toSimple : this.button.dataset.toRich;
    this.tabSwitch.closest("label").hidden = !rich;
  }

  changeTab() {
    remember("editor-tab", this.tabSwitch.checked ? "indents" : "leaves");
    this.mounted.forEach((editor) => editor.tabIndents(this.tabSwitch.checked));
  }
}

// Named at once, all parts travel together; left to the browser, each would be found when the one before is there.
function askFor(address) {
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.href = address;
  document.head.append(link);
}

function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Not remembered: the choice holds for this page.
  }
}
