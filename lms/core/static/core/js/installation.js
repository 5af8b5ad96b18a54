// The browser's worker shows the page « Pas de connexion »; where there can be none, the browser's own page does.
export function startInstallation() {
  navigator.serviceWorker?.register("/service-worker.js").catch(() => {});
}
