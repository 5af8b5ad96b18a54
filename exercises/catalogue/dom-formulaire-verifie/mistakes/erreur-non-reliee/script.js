const formulaire = document.querySelector('#reservation');
const jours = document.querySelector('#jours');
const erreur = document.querySelector('#erreur');
const merci = document.querySelector('#merci');

formulaire.addEventListener('submit', (evenement) => {
  evenement.preventDefault();
  const nombre = Number(jours.value);
  if (!Number.isInteger(nombre) || nombre < 1 || nombre > 7) {
    erreur.textContent = 'Écrivez un nombre de jours entre 1 et 7.';
    jours.setAttribute('aria-invalid', 'true');
    merci.textContent = '';
    jours.focus();
    return;
  }
  erreur.textContent = '';
  jours.removeAttribute('aria-invalid');
  merci.textContent = `Réservé pour ${nombre} jours.`;
});
