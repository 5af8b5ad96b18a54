function parAge(inscrits) {
  return [...inscrits].sort((a, b) => a.age - b.age || (a.nom < b.nom ? -1 : 1));
}
