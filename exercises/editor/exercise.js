import { Buffer } from "./buffer.js";
import { Checking } from "./checking.js";
import { Drafts } from "./drafts.js";
import { DryRun } from "./dry_run.js";
import { EditorChoice } from "./editor_choice.js";
import { Files } from "./files.js";
import { Help } from "./help.js";
import { Lines } from "./lines.js";
import { Panes } from "./panes.js";
import { startPointing } from "./pointing.js";
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

if (byId("preview")) {
  const preview = new Preview({ zone: byId("preview"), files });
  preview.start();
  startPointing({ results: byId("results"), preview });
}
const dryRun = byId("dry-run");
if (dryRun) new DryRun({ form, zone: dryRun, files, drafts, announcer: byId("announcer") }).start();

const workspace = byId("workspace");
if (workspace) new Panes(workspace).start();

const help = byId("aide");
if (help) new Help({ form, panel: help, link: byId("help-link"), announcer: byId("announcer") }).start();
new Lines({ form, places: [byId("results"), help, dryRun] }).start();

new EditorChoice({
  form,
  areas: files.areas,
  button: byId("editor-choice"),
  tabSwitch: byId("editor-tab"),
}).start();
