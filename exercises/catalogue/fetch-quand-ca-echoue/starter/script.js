const meteo = document.querySelector('#meteo');

document.querySelector('#demander').addEventListener('click', async () => {
  // À vous.
});
