// Draws a curtain between the model of a page and the page: what is left of it is the model.

export function followCurtains(place) {
  place.addEventListener("input", ({ target }) => {
    const stage = target.closest?.("[data-curtain]")?.querySelector(".appearance__stage");
    if (stage && target.type === "range") stage.style.setProperty("--curtain", `${target.value}%`);
  });
}
