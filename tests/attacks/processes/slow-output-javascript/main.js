for (let i = 0; ; i += 1) if (i % 1e7 === 0) console.log(i);
