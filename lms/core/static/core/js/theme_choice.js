// The appearance: at once on this page, then kept on the account, or on this machine for who is not signed in.
const root = document.documentElement;

function choose(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
}

function keep(choice, button) {
  if (choice.tagName === "FORM") {
    // Without an answer the page keeps the choice until it is left, which costs nobody anything.
    fetch(choice.action, { method: "POST", body: new FormData(choice, button), redirect: "manual", keepalive: true }).catch(() => {});
    return;
  }
  try {
    if (button.value === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", button.value);
  } catch {
    // Refused storage: the choice holds for this page only.
  }
}

export function startThemeChoice() {
  for (const choice of document.querySelectorAll("[data-theme-choice]")) {
    const buttons = [...choice.querySelectorAll("button")];
    const show = () => {
      const current = root.dataset.theme ?? "auto";
      buttons.forEach((button) => button.setAttribute("aria-pressed", button.value === current));
    };
    for (const button of buttons) {
      button.addEventListener("click", (event) => {
        event.preventDefault();
        choose(button.value);
        keep(choice, button);
        show();
      });
    }
    show();
  }
}
