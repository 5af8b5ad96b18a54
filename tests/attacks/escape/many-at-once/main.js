console.log('Bienvenue');
while (true) {}
