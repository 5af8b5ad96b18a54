const root = document.documentElement;

function chosenTheme() {
  return root.dataset.theme ?? "";
}

function choose(theme) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  try {
    if (theme) localStorage.setItem("theme", theme);
    else localStorage.removeItem("theme");
  } catch {
    // Refused storage: the choice holds for this page only.
  }
}

export function startThemeChoice() {
  for (const choice of document.querySelectorAll("[data-theme-choice]")) {
    const buttons = [...choice.querySelectorAll("button")];
    const show = () => buttons.forEach((button) => button.setAttribute("aria-pressed", button.value === chosenTheme()));
    for (const button of buttons) {
      button.addEventListener("click", () => {
        choose(button.value);
        show();
      });
    }
    show();
  }
}
