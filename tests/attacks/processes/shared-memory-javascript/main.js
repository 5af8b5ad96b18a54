const all = [];
for (;;) {
  const shared = new Uint8Array(new SharedArrayBuffer(32e6));
  shared.fill(1);
  all.push(shared);
}
