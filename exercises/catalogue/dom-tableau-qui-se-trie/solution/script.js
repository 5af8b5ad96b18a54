const bouton = document.querySelector('#trier');
const entete = document.querySelector('#heures');
const corps = document.querySelector('#lignes');

bouton.addEventListener('click', () => {
  const monte = entete.getAttribute('aria-sort') !== 'ascending';
  const heures = (ligne) => Number(ligne.cells[1].textContent);
  const lignes = Array.from(corps.rows).sort((a, b) => heures(a) - heures(b));
  corps.append(...(monte ? lignes : lignes.reverse()));
  entete.setAttribute('aria-sort', monte ? 'ascending' : 'descending');
});
