/** Rend la monnaie : ce qui est donné, moins le prix. Les deux sont en euros. */
export function aRendre(prix, donne) {
  if (prix < 0) {
    throw new Error('Le prix ne peut pas être négatif');
  }
  const centimes = donne * 100 - prix * 100;
  if (centimes < 0) {
    throw new Error(`Il manque ${-centimes / 100} €`);
  }
  return centimes / 100;
}
