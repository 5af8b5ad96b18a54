// The page of comfort shows each choice on itself before it is kept.
export function startComfort() {
  const form = document.querySelector("[data-comfort]");
  form?.addEventListener("change", ({ target }) => {
    const usual = form.elements[target.name][0].value;
    const { dataset } = document.documentElement;
    if (target.value === usual) delete dataset[target.name];
    else dataset[target.name] = target.value;
  });
}
