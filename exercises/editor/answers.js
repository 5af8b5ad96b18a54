// The answers to a quiz, as the one file that is saved and handed in. The fields of the form are their only home;
// their names say what they hold (see posted_answers in exercises/views/quiz.py).
const FILE = "answers.json";

export class Answers {
  constructor(form, orderings) {
    Object.assign(this, { form, orderings });
  }

  editable() {
    const answers = {};
    for (const [field, value] of new FormData(this.form)) {
      const [kind, id, option] = field.split(":");
      if (kind === "choices") (answers[id] ??= []).push(value);
      else if (kind === "choice" || (kind === "text" && value.trim())) answers[id] = value;
      else if (kind === "line") answers[id] = Number(value);
      else if (kind === "place" && value) (answers[id] ??= {})[option] = Number(value);
    }
    return { [FILE]: JSON.stringify(answers) };
  }

  replace(contents) {
    const answers = read(contents[FILE]);
    for (const field of this.form.elements) {
      const [kind, id, option] = field.name.split(":");
      const answer = answers[id];
      if (kind === "choices") field.checked = (answer ?? []).includes(field.value);
      else if (kind === "choice" || kind === "line") field.checked = String(answer) === field.value;
      else if (kind === "text") field.value = answer ?? "";
      else if (kind === "place") field.value = answer?.[option] ?? "";
    }
    this.orderings.forEach((ordering) => ordering.follow());
  }
}

function read(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
