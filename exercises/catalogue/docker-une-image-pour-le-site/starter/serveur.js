const http = require('node:http');

http.createServer((demande, reponse) => reponse.end('Le café est ouvert.')).listen(3000);
