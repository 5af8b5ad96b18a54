const voir = document.querySelector('#voir');
const regle = document.querySelector('#regle');

voir.addEventListener('click', () => {
  regle.hidden = !regle.hidden;
});
