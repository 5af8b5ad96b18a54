// A form that changes one row of a list shows the row anew without reload: one tap after the other, without losing
// the place. Without JavaScript, or when the network fails, the page is sent as any form.
const asked = new Map(); // row id → number of its last request: an older answer tells what holds no more
const turns = new Map(); // row id → its last request: one after the other, so that the last tap is what is kept

export function startInPlace() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const row = form.closest?.("[data-row]");
    if (!row || !form.matches("[data-in-place]") || event.defaultPrevented) return;
    event.preventDefault();
    const button = event.submitter;
    const mine = (asked.get(row.id) ?? 0) + 1;
    asked.set(row.id, mine);
    try {
      const sent = { method: "POST", body: new FormData(form, button), credentials: "same-origin" };
      const turn = (turns.get(row.id) ?? Promise.resolve()).then(() => fetch(form.action || location.href, sent));
      turns.set(row.id, turn.catch(() => {}));
      const answer = await turn;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(row.id);
      if (!answer.ok || !fresh) throw new Error(String(answer.status));
      if (asked.get(row.id) !== mine) return;
      show(fresh, button);
      for (const part of document.querySelectorAll("[data-follows-rows]")) {
        const now = page.getElementById(part.id);
        // The part itself stays: a live region that is replaced is not read out.
        if (now) part.replaceChildren(...now.childNodes);
      }
    } catch {
      // A later tap on the same person tells what holds.
      if (asked.get(row.id) !== mine) return;
      const chosen = document.createElement("input");
      Object.assign(chosen, { type: "hidden", name: button?.name ?? "", value: button?.value ?? "" });
      if (chosen.name) form.append(chosen);
      form.submit();
    }
  });
}

// Puts the fresh row where the row of this name stands now: another answer may have replaced it meanwhile.
function show(fresh, button) {
  const row = document.getElementById(fresh.id);
  const here = document.activeElement;
  const isHers = !here || here === document.body || row.contains(here);
  row.replaceWith(fresh);
  if (!isHers) return;
  const same = button?.value && fresh.querySelector(`button[value="${CSS.escape(button.value)}"]`);
  (same || fresh.querySelector("button, a"))?.focus({ preventScroll: true });
}
