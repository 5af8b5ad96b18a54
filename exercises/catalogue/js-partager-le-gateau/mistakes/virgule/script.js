function parts(centimes, personnes) {
  return Array.from({ length: personnes }, () => centimes / personnes);
}
