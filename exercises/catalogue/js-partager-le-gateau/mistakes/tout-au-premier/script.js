function parts(centimes, personnes) {
  const base = Math.floor(centimes / personnes);
  return Array.from({ length: personnes }, (_, i) => (i === 0 ? base + (centimes % personnes) : base));
}
