// Small questions inside a lesson: told at once, answered again as often as one likes, kept nowhere.

export function startQuestions() {
  for (const form of document.querySelectorAll("[data-question]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer(form);
    });
    form.addEventListener("change", () => forget(form));
  }
}

function answer(form) {
  const choices = [...form.querySelectorAll("[data-right]:has(input)")];
  const chosen = choices.filter((choice) => choice.querySelector("input").checked);
  const said = form.querySelector("[data-said]");
  if (!chosen.length) {
    said.textContent = said.dataset.none;
    return;
  }
  const right = choices.every((choice) => (choice.dataset.right === "yes") === choice.querySelector("input").checked);
  // Of what was not chosen nothing is given away before it is found.
  for (const choice of choices) choice.querySelector("[data-why]").hidden = !right && !chosen.includes(choice);
  form.querySelector("[data-explain]").hidden = !right;
  said.textContent = right ? said.dataset.right : said.dataset.wrong;
  said.classList.toggle("ask__said--right", right);
}

function forget(form) {
  form.querySelectorAll("[data-why], [data-explain]").forEach((part) => { part.hidden = true; });
  form.querySelector("[data-said]").textContent = "";
}
