// A menu made of <details> closes like a menu: on Escape, and on a click or a focus elsewhere.
export function startClosingMenus() {
  for (const menu of document.querySelectorAll("details[data-closing]")) {
    const closeFromOutside = (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    };
    document.addEventListener("click", closeFromOutside);
    document.addEventListener("focusin", closeFromOutside);
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
}
