// On a shared machine, those who asked for it are offered by name at sign-in. Kept by this browser alone: a name and
// an e-mail address, never a password.
const PLACE = "people";
const MOST = 16;

function known() {
  try {
    const people = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(people) ? people.filter(({ name, email }) => name && email) : [];
  } catch {
    return [];
  }
}

function keep(people) {
  try {
    localStorage.setItem(PLACE, JSON.stringify(people.slice(0, MOST)));
  } catch {
    // Refused storage: nobody is offered.
  }
}

const without = (email) => known().filter((person) => person.email !== email);

// The switch of who is signed in: <input type="checkbox" data-known-person data-name data-email>
function startSwitch(box) {
  const { name, email } = box.dataset;
  box.checked = known().some((person) => person.email === email);
  box.addEventListener("change", () => keep(box.checked ? [{ name, email }, ...without(email)] : without(email)));
}

// At sign-in: <section data-known-people hidden> with a list and a template of one person.
function startChoice(section) {
  const list = section.querySelector("ul");
  const model = section.querySelector("template");
  const field = document.querySelector("input[name=login]");
  section.hidden = known().length === 0;
  for (const { name, email } of known()) {
    const item = model.content.cloneNode(true);
    const [choose] = item.querySelectorAll("button");
    choose.querySelector("[data-name]").textContent = name;
    choose.addEventListener("click", () => {
      field.value = email;
      document.querySelector("input[name=password]").focus();
    });
    list.append(item);
  }
}

export function startKnownPeople() {
  document.querySelectorAll("[data-known-person]").forEach(startSwitch);
  document.querySelectorAll("[data-known-people]").forEach(startChoice);
}
