// Leads from a result that names an element to that element in the preview:
//   <button data-point-at="main > h1" data-width="360">

export function startPointing({ results, preview }) {
  results.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-point-at]");
    if (!button) return;
    const { pointAt, width } = button.dataset;
    preview.pointAt(pointAt, width && Number(width));
  });
}
