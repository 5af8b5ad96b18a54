const boutons = document.querySelectorAll('.choix button');

for (const bouton of boutons) {
  bouton.addEventListener('click', () => {
    const compte = document.querySelector(`#${bouton.dataset.plat}`);
    compte.textContent = Number(compte.textContent) + 1;
  });
}
