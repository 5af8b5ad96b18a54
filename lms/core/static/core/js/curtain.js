// Draws a curtain between two pictures of one thing: what is left of it is the first.

export function followCurtains(place) {
  place.addEventListener("input", ({ target }) => {
    const stage = target.closest?.("[data-curtain]")?.querySelector("[data-curtain-stage]");
    if (stage && target.type === "range") stage.style.setProperty("--curtain", `${target.value}%`);
  });
}
