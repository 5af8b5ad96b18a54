// Two pictures beside each other become one under the other, with a curtain between them that a slider draws.
// Without this script both stay side by side.
for (const pair of document.querySelectorAll("[data-compare]")) {
  const slider = pair.querySelector("input[type=range]");
  const chosen = pair.querySelectorAll("input[type=radio]");
  const draw = () => pair.style.setProperty("--drawn", `${slider.value}%`);
  const show = () => { pair.dataset.compare = pair.querySelector("input[type=radio]:checked").value; };
  slider.addEventListener("input", draw);
  for (const choice of chosen) choice.addEventListener("change", show);
  pair.querySelector(".compare__tools").hidden = false;
  draw();
  show();
}
