import { Answers } from "./answers.js";
import { Buffer } from "./buffer.js";
import { Checking } from "./checking.js";
import { Drafts } from "./drafts.js";
import { Ordering } from "./ordering.js";

const byId = (id) => document.getElementById(id);
const form = byId("exercise-form");
const orderings = [...form.querySelectorAll("[data-kind='order']")].map((question) => new Ordering(question, byId("announcer")));
orderings.forEach((ordering) => ordering.start());
const answers = new Answers(form, orderings);

const drafts = new Drafts({
  form,
  files: answers,
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
