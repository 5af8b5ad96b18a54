/** Rend la monnaie : ce qui est donné, moins le prix. Les deux sont en euros. */
export function aRendre(prix, donne) {
  return prix - donne;
}
