// The frame of the preview as a device: its width, how large it is drawn, and what its colours are set to.

export class Stage {
  constructor(zone, frame) {
    Object.assign(this, { zone, frame });
    this.stage = zone.querySelector("[data-stage]");
    this.zoom = zone.querySelector("[data-zoom]");
    this.width = 0;
    this.scheme = "light";
  }

  start() {
    for (const button of this.zone.querySelectorAll("[data-width]")) {
      button.addEventListener("click", () => this.showAt(Number(button.dataset.width)));
    }
    this.zoom.addEventListener("change", () => this.fit());
    const night = this.zone.querySelector("[data-night]");
    night.addEventListener("click", () => {
      const dark = night.getAttribute("aria-pressed") !== "true";
      night.setAttribute("aria-pressed", dark);
      this.stage.classList.toggle("preview__stage--night", dark);
      this.scheme = dark ? "dark" : "light";
      this.zone.dispatchEvent(new CustomEvent("stage:scheme"));
    });
    new ResizeObserver(() => this.fit()).observe(this.stage);
  }

  /** Draws the page at a width in pixels; 0 for all the room there is, nothing to leave it as it is. */
  showAt(width) {
    if (width === undefined) return;
    for (const button of this.zone.querySelectorAll("[data-width]")) {
      button.setAttribute("aria-pressed", Number(button.dataset.width) === width);
    }
    this.width = width;
    this.fit();
  }

  // Unless told otherwise, a page wider than its stage is drawn smaller, at its true width, rather than cut.
  fit() {
    const { clientWidth: room, clientHeight: height } = this.stage;
    const asked = Number(this.zoom.value);
    const scale = asked || Math.min(1, room / (this.width || room));
    const width = this.width || room / scale;
    Object.assign(this.frame.style, {
      width: `${width}px`,
      height: `${height / scale}px`,
      transform: scale === 1 ? "" : `scale(${scale})`,
      marginInline: width * scale > room ? "0" : `${(room - width * scale) / 2}px 0`,
    });
    this.stage.classList.toggle("preview__stage--wide", width * scale > room + 1);
  }
}
