function parts(centimes, personnes) {
  const base = Math.floor(centimes / personnes);
  const reste = centimes % personnes;
  return Array.from({ length: personnes }, (_, i) => (i < reste ? base + 1 : base));
}
