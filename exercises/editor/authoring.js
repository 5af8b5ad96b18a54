// An author's page: the apprentice's editor on every file of the folder, the places of a folder that is sent, and
// the file that a problem names.
import { EditorChoice } from "./editor_choice.js";

const byId = (id) => document.getElementById(id);

function editFiles(form) {
  const areas = [...form.querySelectorAll("textarea[data-path]")];
  new EditorChoice({ form, areas, button: byId("editor-choice"), tabSwitch: byId("editor-tab") }).start();
  document.querySelectorAll("[data-open-file]").forEach((link) =>
    link.addEventListener("click", (event) => {
      event.preventDefault();
      openFile(areas, link.dataset.openFile, Number(link.dataset.line));
    }),
  );
  warnBeforeLeaving(form);
}

function openFile(areas, path, line) {
  const area = areas.find((one) => one.dataset.path === path);
  if (!area) return;
  area.dispatchEvent(new CustomEvent("tabs:open", { bubbles: true }));
  area.dispatchEvent(new CustomEvent("line:show", { detail: line }));
  if (!area.hidden) area.focus();
}

function warnBeforeLeaving(form) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

// A browser sends the files of a folder without their places.
function sendPlaces(chooser) {
  chooser.addEventListener("change", () => {
    const places = [...chooser.files].map((file) => file.webkitRelativePath || file.name);
    document.querySelector("[data-paths]").value = JSON.stringify(places);
  });
}

const chooser = document.querySelector("[data-folder]");
if (chooser) sendPlaces(chooser);
const form = byId("exercise-form");
if (form) editFiles(form);
