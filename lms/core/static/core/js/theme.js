// Runs before the first paint: the chosen appearance must not flash, and styles must know that scripts run.
const root = document.documentElement;
root.classList.add("js");
try {
  const theme = localStorage.getItem("theme");
  if (theme) root.dataset.theme = theme;
} catch {
  // Storage can be refused; the system's choice then stands.
}
