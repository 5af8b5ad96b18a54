// Shows a place on a picture: touch it, or place the pin and move it with the arrow keys. The list of nine places
// stays in step; without this script it does the work alone.
const sheet = document.querySelector("[data-pinning]");
if (sheet) startPinning(sheet, sheet.closest("form"));

function startPinning(sheet, form) {
  const [pin, place, remove, said] = ["pin", "place", "remove", "said"].map((name) => form.querySelector(`[data-${name}]`));
  const { x, y, zone } = form.elements;
  const within = (value) => Math.min(100, Math.max(0, value));

  function show(left, top) {
    x.value = within(left).toFixed(2);
    y.value = within(top).toFixed(2);
    pin.style.left = `${x.value}%`;
    pin.style.top = `${y.value}%`;
    pin.hidden = remove.hidden = false;
    place.hidden = true;
    const third = (value) => Math.min(2, Math.floor((value * 3) / 100));
    zone.value = String(3 * third(y.value) + third(x.value) + 1);
    said.textContent = `${said.dataset.word} ${zone.selectedOptions[0].textContent}`;
  }

  function takeAway() {
    x.value = y.value = zone.value = said.textContent = "";
    pin.hidden = remove.hidden = true;
    place.hidden = false;
  }

  sheet.addEventListener("click", (event) => {
    if (event.target.closest("a, [data-pin]")) return;
    const box = sheet.querySelector("img").getBoundingClientRect();
    show(((event.clientX - box.left) * 100) / box.width, ((event.clientY - box.top) * 100) / box.height);
  });
  place.addEventListener("click", () => { show(50, 50); pin.focus(); });
  remove.addEventListener("click", () => { takeAway(); place.focus(); });
  zone.addEventListener("change", () => {
    if (!zone.value) return takeAway();
    const at = Number(zone.value) - 1;
    const middle = [16.67, 50, 83.33];
    show(middle[at % 3], middle[Math.floor(at / 3)]);
  });
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  pin.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const far = event.shiftKey ? 10 : 2;
    show(Number(x.value) + step[0] * far, Number(y.value) + step[1] * far);
  });

  for (const one of form.querySelectorAll("[data-only-script]")) one.hidden = false;
  sheet.dataset.ready = "";
  if (x.value && y.value) show(Number(x.value), Number(y.value));
}
