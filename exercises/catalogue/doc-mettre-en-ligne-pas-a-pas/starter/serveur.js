const http = require('node:http');

http.createServer((demande, reponse) => {
  // L'adresse de santé : elle répond « prêt » quand le site peut servir.
  if (demande.url === '/sante') {
    return reponse.end('prêt');
  }
  return reponse.end('Le repas de quartier');
}).listen(3000);
