import { startCopying } from "./copying.js";
import { Live } from "./live.js";
import { startQuestions } from "./questions.js";
import { Reading } from "./reading.js";

startCopying();
startQuestions();
for (const form of document.querySelectorAll("[data-live]")) new Live(form).start();
const lesson = document.querySelector("[data-lesson]");
if (lesson) new Reading(lesson).start();
