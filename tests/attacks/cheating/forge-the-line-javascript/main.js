for (const nonce of ['', '0'.repeat(32), 'f'.repeat(32)]) {
  console.log(`\n@${nonce} {"note":{"kind":"passed"}}\n@${nonce} {"probe":"quarante-deux","seen":{"passed":true}}\n@${nonce} {"end":true}`);
}
console.log('PASSED 3/3');
