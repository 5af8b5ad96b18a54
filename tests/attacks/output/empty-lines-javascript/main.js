for (let i = 0; i < 200000; i += 1) console.log();
