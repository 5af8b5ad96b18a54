const boutons = document.querySelectorAll('.choix button');

for (const bouton of boutons) {
  bouton.addEventListener('click', () => {
    const compte = document.querySelector('#crepes');
    compte.textContent = compte.textContent + 1;
  });
}
