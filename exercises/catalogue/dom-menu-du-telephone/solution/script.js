const bouton = document.querySelector('#bouton');
const menu = document.querySelector('#menu');

function montrer(ouvert) {
  menu.hidden = !ouvert;
  bouton.setAttribute('aria-expanded', String(ouvert));
}

bouton.addEventListener('click', () => montrer(menu.hidden));
document.addEventListener('keydown', (evenement) => {
  if (evenement.key === 'Escape' && !menu.hidden) {
    montrer(false);
    bouton.focus();
  }
});
