// The bars between statement, code and results: dragged, or moved by the arrow keys, and remembered on this device.

const STEP = 24;
const NARROWEST = 240;
const KEYS = { ArrowLeft: -STEP, ArrowRight: STEP };

export class Panes {
  constructor(workspace) {
    this.workspace = workspace;
    this.key = `panes:${workspace.dataset.user}`;
    this.bars = [...workspace.querySelectorAll("[data-pane-bar]")];
  }

  start() {
    this.widths = read(this.key);
    for (const [name, width] of Object.entries(this.widths)) this.apply(name, width);
    this.bars.forEach((bar) => this.follow(bar));
    new ResizeObserver(() => this.bars.forEach((bar) => this.tell(bar))).observe(this.workspace);
  }

  follow(bar) {
    bar.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      bar.setPointerCapture(event.pointerId);
      const from = { at: event.clientX, width: this.widthOf(bar) };
      const move = ({ clientX }) => this.set(bar, from.width + (clientX - from.at) * direction(bar));
      bar.addEventListener("pointermove", move);
      bar.addEventListener("lostpointercapture", () => bar.removeEventListener("pointermove", move), { once: true });
      bar.focus();
    });
    bar.addEventListener("dblclick", () => this.forget(bar));
    bar.addEventListener("keydown", (event) => this.onKey(event, bar));
  }

  onKey(event, bar) {
    if (event.key === "Enter") this.forget(bar);
    else if (event.key === "Home") this.set(bar, NARROWEST);
    else if (event.key === "End") this.set(bar, this.widest(bar));
    else if (event.key in KEYS) this.set(bar, this.widthOf(bar) + KEYS[event.key] * direction(bar));
    else return;
    event.preventDefault();
  }

  paneOf(bar) {
    return document.getElementById(bar.getAttribute("aria-controls"));
  }

  widthOf(bar) {
    return this.paneOf(bar).getBoundingClientRect().width;
  }

  // What is left for the code is never less than any other zone has.
  widest(bar) {
    const others = this.bars.filter((other) => other !== bar && other.offsetParent);
    const taken = others.reduce((sum, other) => sum + this.widthOf(other), 0);
    return Math.max(NARROWEST, this.workspace.clientWidth - taken - NARROWEST - 16 * this.bars.length);
  }

  set(bar, asked) {
    const width = Math.round(Math.min(Math.max(asked, NARROWEST), this.widest(bar)));
    this.widths[bar.dataset.paneBar] = width;
    this.apply(bar.dataset.paneBar, width);
    this.bars.forEach((one) => this.tell(one));
    keep(this.key, this.widths);
  }

  forget(bar) {
    delete this.widths[bar.dataset.paneBar];
    this.workspace.style.removeProperty(`--${bar.dataset.paneBar}-width`);
    this.tell(bar);
    keep(this.key, this.widths);
  }

  apply(name, width) {
    if (Number.isFinite(width)) this.workspace.style.setProperty(`--${name}-width`, `${width}px`);
  }

  tell(bar) {
    bar.setAttribute("aria-valuemin", NARROWEST);
    bar.setAttribute("aria-valuemax", Math.round(this.widest(bar)));
    bar.setAttribute("aria-valuenow", Math.round(this.widthOf(bar)));
  }
}

/** A bar before its zone makes it wider when it goes to the left. */
function direction(bar) {
  return bar.dataset.paneBar === "outcome" ? -1 : 1;
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function keep(key, widths) {
  try {
    localStorage.setItem(key, JSON.stringify(widths));
  } catch {
    // A device that keeps nothing draws the zones as they are by default.
  }
}
