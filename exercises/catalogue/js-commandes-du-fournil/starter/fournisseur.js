const PRIX = { pain: 3, brioche: 4.5, tarte: 9 };

function prixDe(nom) {
  return new Promise((accepter, refuser) => {
    setTimeout(() => (nom in PRIX ? accepter(PRIX[nom]) : refuser(new Error(`${nom} n'existe pas`))), 5);
  });
}
