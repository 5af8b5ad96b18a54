const corps = document.querySelector('#lignes');
document.querySelector('#trier').addEventListener('click', () => {
  const lignes = Array.from(corps.rows).sort((a, b) => a.cells[1].textContent - b.cells[1].textContent);
  corps.append(...lignes);
  document.querySelector('#heures').setAttribute('aria-sort', 'ascending');
});
