const meteo = document.querySelector('#meteo');

document.querySelector('#demander').addEventListener('click', async () => {
  meteo.textContent = 'Chargement…';
  await fetch('meteo.json').catch(() => {});
  meteo.textContent = "La météo n'est pas disponible. Réessayez plus tard.";
});
