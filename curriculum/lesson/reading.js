// How far one has read, shown at the top; whoever comes back is offered the place where she left. Kept on this device.

const OFFERED_FROM = 2;

export class Reading {
  constructor(lesson) {
    this.blocks = [...lesson.children];
    this.meter = document.querySelector("[data-reading]");
    this.offer = document.querySelector("[data-resume]");
    this.key = `reading:${lesson.dataset.user}:${lesson.dataset.lesson}`;
  }

  start() {
    this.resume(read(this.key));
    document.addEventListener("scroll", () => {
      this.hasMoved = true;
      this.look();
    }, { passive: true });
    this.look();
  }

  look() {
    const middle = innerHeight * 0.6;
    const seen = this.blocks.findLastIndex((block) => block.getBoundingClientRect().top < middle);
    const end = this.blocks.at(-1)?.getBoundingClientRect().bottom ?? 0;
    const share = end <= innerHeight ? 1 : Math.max(0, seen) / this.blocks.length;
    this.meter.value = Math.round(share * 100);
    // Until she moves, the place where she left is not forgotten for the top of the page.
    if (this.hasMoved && seen > 0) keep(this.key, share === 1 ? 0 : seen);
  }

  resume(place) {
    const block = this.blocks[place];
    if (!block || place < OFFERED_FROM || !this.offer) return;
    this.offer.hidden = false;
    this.offer.querySelector("button").addEventListener("click", () => {
      block.tabIndex = -1;
      block.scrollIntoView({ block: "start" });
      block.focus({ preventScroll: true });
      this.offer.hidden = true;
    });
  }
}

function read(key) {
  try {
    return Number(localStorage.getItem(key)) || 0;
  } catch {
    return 0;
  }
}

function keep(key, place) {
  try {
    localStorage.setItem(key, place);
  } catch {
    // A device that keeps nothing begins at the top.
  }
}
