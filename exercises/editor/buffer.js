// What could not reach the server waits on this device, under the name of its author: machines are shared.
// Who looks through somebody else's eyes keeps nothing, and puts back nothing: it would become that person's work.
const looking = document.querySelector("[data-acting]") !== null;

export class Buffer {
  constructor(user, exercise) {
    this.key = `draft:${user}:${exercise}`;
  }

  /** The waiting work as {revision, files}, or null. */
  read() {
    if (looking) return null;
    try {
      const kept = JSON.parse(localStorage.getItem(this.key));
      return kept?.files ? kept : null;
    } catch {
      return null;
    }
  }

  /** What this tab knows to be saved: a page that was on its way meanwhile may show what was there before. */
  remember(saved) {
    if (looking) return;
    try {
      sessionStorage.setItem(this.key, JSON.stringify(saved));
    } catch {
      // Without it, the page is believed.
    }
  }

  /** What is known to be saved, if it is newer than that revision; else null. */
  newerThan(revision) {
    if (looking) return null;
    try {
      const saved = JSON.parse(sessionStorage.getItem(this.key));
      return saved?.files && saved.revision > revision ? saved : null;
    } catch {
      return null;
    }
  }

  /** Returns false when the browser refuses to keep anything. */
  keep(work) {
    if (looking) return false;
    try {
      localStorage.setItem(this.key, JSON.stringify(work));
      return true;
    } catch {
      return false;
    }
  }

  clear() {
    if (looking) return;
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Nothing could be kept, so nothing is left.
    }
  }
}
