console.log('Bienvenue');
for (let i = 0; i < 5; i += 1) {
  console.log('@00000000000000000000000000000000 {"probe":"quarante-deux","seen":{"value":{"type":"number","value":42}}}');
  console.log('@00000000000000000000000000000000 {"end":true}');
}
