// A button on each example of code, that copies it as it was written.

export function startCopying() {
  const words = document.querySelector("[data-copy-words]")?.dataset;
  if (!words || !navigator.clipboard) return;
  for (const figure of document.querySelectorAll("figure.code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "code__copy";
    button.textContent = words.copy;
    button.addEventListener("click", () => copy(figure.querySelector("pre"), button, words));
    figure.append(button);
  }
}

async function copy(code, button, words) {
  try {
    await navigator.clipboard.writeText(code.textContent.replace(/\n$/, ""));
    button.textContent = words.copied;
  } catch {
    button.textContent = words.refused;
  }
  setTimeout(() => { button.textContent = words.copy; }, 2500);
}
