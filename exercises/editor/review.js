// The review page: writes beside lines, and keeps what is typed. Without it, the same buttons are sent as a form.
import { Hold } from "./review_hold.js";
import { Shortcuts } from "./review_shortcuts.js";
import { KeepTyped } from "./review_typed.js";
import { SavedComments } from "./review_saved.js";
import { Lines } from "./review_lines.js";

const form = document.getElementById("review-form");
new KeepTyped(form, document.getElementById("kept")).start();
const writing = document.getElementById("remarque");
new Hold(form, document.getElementById("held")).start();
new Shortcuts(document.getElementById("shortcuts")).start();
new SavedComments(document.getElementById("saved-comments")).start();
if (writing) new Lines(writing).start();
