console.log('Bienvenue');
const total = () => 42;
