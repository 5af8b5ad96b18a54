console.log('Bienvenue');
const total = () => { for (;;); };
