const bouton = document.querySelector('#bouton');
const menu = document.querySelector('#menu');
function montrer(ouvert) {
  menu.hidden = !ouvert;
  bouton.setAttribute('aria-expanded', String(ouvert));
}
bouton.addEventListener('click', () => montrer(menu.hidden));
document.addEventListener('keydown', (e) => {
  if (e.key === 'Escape') {
    montrer(false);
  }
});
