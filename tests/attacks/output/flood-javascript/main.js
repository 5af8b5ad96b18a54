for (;;) console.log('encore');
