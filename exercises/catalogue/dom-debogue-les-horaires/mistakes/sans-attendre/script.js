const liste = document.querySelector('#horaires');

document.querySelector('#voir').addEventListener('click', async () => {
  const reponse = fetch('horaires.json');
  const horaires = await reponse.json();
  liste.replaceChildren();
  for (const horaire of horaires) {
    const ligne = document.createElement('li');
    ligne.textContent = `${horaire.jour} : ${horaire.heures}`;
    liste.append(ligne);
  }
});
