const answer = prompt('Quel prix ?');
const total = () => Number(answer);
