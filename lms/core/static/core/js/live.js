// Parts of a page that follow what happens: `<div data-live="/address/">` is asked for again, and only what differs
// is changed, so that neither focus nor scroll nor what is being typed is lost.
const OFTEN = 10_000;
const SELDOM = 120_000; // nobody looks at this tab, or the network fails

class Live {
  constructor(root) {
    Object.assign(this, { root, etag: "", timer: 0, failed: 0, asking: false });
    this.status = root.parentElement.querySelector("[data-live-says]");
  }

  start() {
    document.addEventListener("visibilitychange", () => (document.hidden ? this.wait() : this.ask()));
    this.wait();
  }

  wait() {
    clearTimeout(this.timer);
    const often = Math.min(OFTEN * 2 ** this.failed, SELDOM);
    this.timer = setTimeout(() => this.ask(), document.hidden ? SELDOM : often);
  }

  async ask() {
    if (this.asking || this.stopped) return;
    clearTimeout(this.timer);
    this.asking = true;
    try {
      const answer = await fetch(this.root.dataset.live, {
        headers: { Live: "1", ...(this.etag && { "If-None-Match": this.etag }) },
        cache: "no-store",
        redirect: "manual",
      });
      if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) return this.stop();
      if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
      this.failed = 0;
      if (answer.ok) this.show(await answer.text(), answer.headers.get("ETag") ?? "");
    } catch {
      this.failed = Math.min(this.failed + 1, 4);
    } finally {
      this.asking = false;
    }
    this.wait();
  }

  show(text, etag) {
    const fresh = new DOMParser().parseFromString(text, "text/html").body;
    const added = [];
    const before = this.root.innerText;
    const kept = patch(this.root, fresh, added);
    // What could not be taken away now, because somebody is in it, is looked at again next time.
    this.etag = kept ? "" : etag;
    if (!this.status || before === this.root.innerText) return;
    const names = added.map((row) => row.querySelector("a")?.textContent.trim()).filter(Boolean);
    if (names.length > 0) this.status.textContent = `${this.root.dataset.saysNew} ${names.join(", ")}`;
    else if (this.root.dataset.saysChanged) this.status.textContent = this.root.dataset.saysChanged;
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    const sentence = this.root.parentElement.querySelector("[data-live-over]");
    if (sentence) sentence.hidden = false;
  }
}

const isRow = (node) => node.nodeType === Node.ELEMENT_NODE && node.id && node.matches("li");
const isAlike = (one, other) =>
  one.nodeType === other.nodeType && one.nodeName === other.nodeName && (one.id ?? "") === (other.id ?? "");
const isInUse = (node) =>
  node.nodeType === Node.ELEMENT_NODE &&
  (node.contains(document.activeElement) ||
    [...node.querySelectorAll("input:not([type=hidden]), textarea")].some((field) => field.value !== field.defaultValue));

// Makes the children of `old` those of `fresh`; returns whether something was kept because somebody is in it.
function patch(old, fresh, added) {
  let kept = false;
  let at = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    let found = at;
    // A text stands where it stands: looking further for one would pass over rows.
    if (wanted.nodeType === Node.ELEMENT_NODE) while (found && !isAlike(found, wanted)) found = found.nextSibling;
    else if (found && !isAlike(found, wanted)) found = null;
    // A row that was passed over because somebody is in it stands further up: it is never shown twice. It moves when
    // she has left it, since moving it would take the focus away.
    if (!found && wanted.id) {
      found = [...old.children].find((child) => isAlike(child, wanted)) ?? null;
      if (found) {
        if (isInUse(found)) kept = true;
        else old.insertBefore(found, at);
        kept = same(found, wanted, added) || kept;
        continue;
      }
    }
    if (!found) {
      const row = document.importNode(wanted, true);
      old.insertBefore(row, at);
      if (row.nodeType === Node.ELEMENT_NODE) added.push(...(isRow(row) ? [row] : row.querySelectorAll("li[id]")));
      continue;
    }
    while (at !== found) {
      const next = at.nextSibling;
      if (isInUse(at)) kept = true;
      else at.remove();
      at = next;
    }
    kept = same(found, wanted, added) || kept;
    at = found.nextSibling;
  }
  while (at) {
    const next = at.nextSibling;
    if (isInUse(at)) kept = true;
    else at.remove();
    at = next;
  }
  return kept;
}

function same(old, wanted, added) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== wanted.data) old.data = wanted.data;
    return false;
  }
  if (old.matches("input, textarea, select")) return false;
  for (const { name, value } of wanted.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    // Whether somebody opened it is hers.
    if (!wanted.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  return patch(old, wanted, added);
}

export function startLive() {
  for (const root of document.querySelectorAll("[data-live]")) new Live(root).start();
}
