const filtre = document.querySelector('#filtre');
const compte = document.querySelector('#compte');
const lignes = document.querySelectorAll('#ateliers li');

filtre.addEventListener('input', () => {
  const cherche = filtre.value.trim().toLowerCase();
  let nombre = 0;
  for (const ligne of lignes) {
    if (!ligne.textContent.toLowerCase().includes(cherche)) {
      ligne.hidden = true;
    }
    if (!ligne.hidden) {
      nombre = nombre + 1;
    }
  }
  compte.textContent = `${nombre} sur ${lignes.length}`;
});
