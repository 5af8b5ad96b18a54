const all = [];
for (;;) all.push(new Uint8Array(16e6).fill(1));
