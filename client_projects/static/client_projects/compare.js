// Shows two pictures beside each other or behind a curtain, as chosen. Without this script both stay side by side.
for (const pair of document.querySelectorAll("[data-compare]")) {
  const show = () => {
    const withCurtain = pair.querySelector("input[type=radio]:checked").value === "curtain";
    pair.querySelector(".compare__pictures").hidden = withCurtain;
    pair.querySelector("[data-curtain]").hidden = !withCurtain;
  };
  for (const choice of pair.querySelectorAll("input[type=radio]")) choice.addEventListener("change", show);
  pair.querySelector(".compare__tools").hidden = false;
  show();
}
