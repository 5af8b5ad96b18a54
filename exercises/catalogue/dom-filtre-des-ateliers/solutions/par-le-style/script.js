const filtre = document.querySelector('#filtre');
const compte = document.querySelector('#compte');
const lignes = document.querySelectorAll('#ateliers li');
function filtrer() {
  const mot = filtre.value.trim().toLowerCase();
  let n = 0;
  for (const ligne of lignes) {
    const va = ligne.textContent.toLowerCase().indexOf(mot) >= 0;
    ligne.style.display = va ? '' : 'none';
    if (va) n += 1;
  }
  compte.innerText = n + ' sur ' + lignes.length;
}
filtre.oninput = filtrer;
filtrer();
