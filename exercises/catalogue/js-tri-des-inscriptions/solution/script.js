function parAge(inscrits) {
  return [...inscrits].sort((a, b) => a.age - b.age || a.nom.localeCompare(b.nom, 'fr'));
}
