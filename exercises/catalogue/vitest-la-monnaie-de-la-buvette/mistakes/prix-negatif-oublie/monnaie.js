/** Rend la monnaie : ce qui est donné, moins le prix. Les deux sont en euros. */
export function aRendre(prix, donne) {
  const centimes = Math.round(donne * 100) - Math.round(prix * 100);
  if (centimes < 0) {
    throw new Error(`Il manque ${-centimes / 100} €`);
  }
  return centimes / 100;
}
