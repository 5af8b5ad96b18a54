import { Buffer } from "./buffer.js";
import { Checking } from "./checking.js";
import { Drafts } from "./drafts.js";
import { EditorChoice } from "./editor_choice.js";
import { Files } from "./files.js";
import { Help } from "./help.js";
import { Lines } from "./lines.js";
import { Preview } from "./preview.js";

const byId = (id) => document.getElementById(id);
const form = byId("exercise-form");
const files = new Files(form);

const drafts = new Drafts({
  form,
  files,
  buffer: new Buffer(form.dataset.user, form.dataset.exercise),
  status: byId("draft-status"),
  conflict: byId("draft-conflict"),
});
drafts.start();

new Checking({
  form,
  results: byId("results"),
  announcer: byId("announcer"),
  failure: byId("check-failure"),
  drafts,
}).start();

const preview = byId("preview");
if (preview) new Preview({ zone: preview, files }).start();

const help = byId("aide");
if (help) new Help({ form, panel: help, link: byId("help-link"), announcer: byId("announcer") }).start();
new Lines({ form, places: [byId("results"), help] }).start();

new EditorChoice({
  form,
  areas: files.areas,
  button: byId("editor-choice"),
  tabSwitch: byId("editor-tab"),
}).start();
