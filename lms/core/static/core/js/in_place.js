// A form that changes one row of a list shows the row anew without reload: one tap after the other, without losing
// the place. Without JavaScript, or when the network fails, the page is sent as any form.
export function startInPlace() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const row = form.closest?.("[data-row]");
    if (!row || !form.matches("[data-in-place]") || event.defaultPrevented) return;
    event.preventDefault();
    const button = event.submitter;
    try {
      const answer = await fetch(form.action || location.href, { method: "POST", body: new FormData(form, button), credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(row.id);
      if (!answer.ok || !fresh) throw new Error(String(answer.status));
      row.replaceWith(fresh);
      const same = button?.value && fresh.querySelector(`button[value="${CSS.escape(button.value)}"]`);
      (same || fresh.querySelector("button, a"))?.focus({ preventScroll: true });
      for (const part of document.querySelectorAll("[data-follows-rows]")) {
        const now = page.getElementById(part.id);
        if (now) part.replaceWith(now);
      }
    } catch {
      const chosen = document.createElement("input");
      Object.assign(chosen, { type: "hidden", name: button?.name ?? "", value: button?.value ?? "" });
      if (chosen.name) form.append(chosen);
      form.submit();
    }
  });
}
