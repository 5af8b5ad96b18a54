function parts(centimes, personnes) {
  return Array.from({ length: personnes }, () => Math.floor(centimes / personnes));
}
