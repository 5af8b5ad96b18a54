// Turns a stack of sections into tabs, for ever or only while the window is narrow.
//
//   <div class="tabs" data-tabs [data-tabs-when="(max-width: 56.24em)"]>
//     <div data-tab-list data-label="…"></div>
//     <section data-tab="Label" id="…">…</section> …
//
// A "tabs:open" event sent from a section, or from anything inside it, opens its tab.

const KEYS = { ArrowRight: 1, ArrowLeft: -1, Home: "first", End: "last" };

function keyTarget(key, index, count) {
  const move = KEYS[key];
  if (move === "first") return 0;
  if (move === "last") return count - 1;
  return (index + move + count) % count;
}

class Tabs {
  constructor(group) {
    this.group = group;
    this.list = group.querySelector(":scope > [data-tab-list]");
    this.panels = [...group.querySelectorAll(":scope > [data-tab]")];
    this.tabs = this.panels.map((panel, index) => this.makeTab(panel, index));
    this.current = Math.max(0, this.panels.findIndex((panel) => panel.hasAttribute("data-tab-current")));
    this.saved = this.panels.map((panel) => panel.getAttribute("role"));
    this.names = this.panels.map((panel) => panel.getAttribute("aria-labelledby"));
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    group.addEventListener("tabs:open", (event) => this.onOpen(event));
  }

  makeTab(panel, index) {
    const tab = document.createElement("button");
    panel.id ||= `tab-panel-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    tab.type = "button";
    tab.id = `${panel.id}-tab`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    tab.textContent = panel.dataset.tab;
    tab.addEventListener("click", () => this.show(index));
    return tab;
  }

  onKey(event) {
    if (!(event.key in KEYS)) return;
    event.preventDefault();
    this.show(keyTarget(event.key, this.current, this.tabs.length));
    this.tabs[this.current].focus();
  }

  onOpen(event) {
    const index = this.panels.findIndex((panel) => panel.contains(event.target));
    if (index >= 0 && this.active) this.show(index);
  }

  show(index) {
    this.current = index;
    this.panels.forEach((panel, position) => {
      panel.hidden = position !== index;
      this.tabs[position].setAttribute("aria-selected", position === index);
      this.tabs[position].tabIndex = position === index ? 0 : -1;
    });
    this.panels[index].dispatchEvent(new CustomEvent("tabs:shown", { bubbles: true }));
  }

  start() {
    this.active = true;
    this.list.setAttribute("role", "tablist");
    this.list.setAttribute("aria-label", this.list.dataset.label);
    this.list.replaceChildren(...this.tabs);
    this.group.classList.add("tabs--ready");
    this.panels.forEach((panel, index) => {
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", this.tabs[index].id);
    });
    this.show(this.current);
  }

  stop() {
    this.active = false;
    this.list.removeAttribute("role");
    this.list.removeAttribute("aria-label");
    this.list.replaceChildren();
    this.group.classList.remove("tabs--ready");
    this.panels.forEach((panel, index) => {
      panel.hidden = false;
      restore(panel, "role", this.saved[index]);
      restore(panel, "aria-labelledby", this.names[index]);
    });
  }
}

function restore(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

export function startTabs() {
  for (const group of document.querySelectorAll("[data-tabs]")) {
    const tabs = new Tabs(group);
    if (!group.dataset.tabsWhen) {
      tabs.start();
      continue;
    }
    const narrow = matchMedia(group.dataset.tabsWhen);
    const follow = () => (narrow.matches ? tabs.start() : tabs.stop());
    narrow.addEventListener("change", follow);
    follow();
  }
}
