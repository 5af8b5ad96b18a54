const meteo = document.querySelector('#meteo');

document.querySelector('#demander').addEventListener('click', async () => {
  meteo.textContent = 'Chargement…';
  try {
    const reponse = await fetch('meteo.json');
    if (!reponse.ok) {
      throw new Error('introuvable');
    }
    const donnees = await reponse.json();
    meteo.textContent = donnees.texte;
  } catch {
    meteo.textContent = "La météo n'est pas disponible. Réessayez plus tard.";
  }
});
