const all = [];
for (;;) {
  try {
    all.push(new Uint8Array(16e6).fill(1));
  } catch {
    all.length = 0;
  }
}
