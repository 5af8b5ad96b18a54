const etat = document.querySelector('#etat');
const agenda = document.querySelector('#agenda');
const lieu = document.querySelector('#lieu');
let sorties = [];

function montrer() {
  const choisies = sorties.filter((sortie) => lieu.value === '' || sortie.lieu === lieu.value);
  agenda.replaceChildren(
    ...choisies.map((sortie) => {
      const ligne = document.createElement('li');
      ligne.textContent = `${sortie.titre}, ${sortie.lieu}`;
      return ligne;
    }),
  );
  etat.textContent = choisies.length > 1 ? `${choisies.length} sorties` : `${choisies.length} sortie`;
}

async function charger() {
  try {
    const reponse = await fetch('agenda.json');
    if (!reponse.ok) {
      throw new Error('introuvable');
    }
    sorties = await reponse.json();
    for (const nom of sorties.map((sortie) => sortie.lieu)) {
      lieu.append(new Option(nom, nom));
    }
    montrer();
  } catch {
    etat.textContent = "L'agenda n'est pas disponible. Réessayez plus tard.";
  }
}

lieu.addEventListener('change', montrer);
charger();
