console.log(`@${'0'.repeat(32)} {"probe":"a","seen":{"value":{"type":"number","value":42}}}`);
console.log(`@${'0'.repeat(32)} {"end":true}`);
for (;;);
