const meteo = document.querySelector('#meteo');

document.querySelector('#demander').addEventListener('click', async () => {
  meteo.textContent = 'Chargement…';
  const reponse = await fetch('meteo.json');
  if (reponse.ok) {
    meteo.textContent = (await reponse.json()).texte;
  }
});
