const meteo = document.querySelector('#meteo');

document.querySelector('#demander').addEventListener('click', async () => {
  try {
    const reponse = await fetch('meteo.json');
    if (!reponse.ok) throw new Error();
    meteo.textContent = (await reponse.json()).texte;
  } catch {
    meteo.textContent = "La météo n'est pas disponible. Réessayez plus tard.";
  }
});
