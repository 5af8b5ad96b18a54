// Runs before the first paint: the chosen appearance must not flash, and styles must know that scripts run.
// Who is signed in has her choice in the page already; machines are shared, so nobody inherits another's.
const root = document.documentElement;
root.classList.add("js");
if (!("account" in root.dataset)) {
  try {
    const theme = localStorage.getItem("theme");
    if (theme) root.dataset.theme = theme;
  } catch {
    // Storage can be refused; the system's choice then stands.
  }
}
