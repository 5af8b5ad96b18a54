const bouton = document.querySelector('#trier');
const entete = document.querySelector('#heures');
const corps = document.querySelector('#lignes');
bouton.addEventListener('click', () => {
  const monte = entete.getAttribute('aria-sort') !== 'ascending';
  const lignes = Array.from(corps.rows).sort((a, b) => (a.cells[1].textContent < b.cells[1].textContent ? -1 : 1));
  corps.append(...(monte ? lignes : lignes.reverse()));
  entete.setAttribute('aria-sort', monte ? 'ascending' : 'descending');
});
