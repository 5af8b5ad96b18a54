const bouton = document.querySelector('#bouton');
const menu = document.querySelector('#menu');
bouton.addEventListener('click', () => {
  menu.hidden = false;
  bouton.setAttribute('aria-expanded', 'true');
});
